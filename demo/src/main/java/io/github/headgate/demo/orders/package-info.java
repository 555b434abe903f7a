/** A small WebFlux service, whose tests are there to be copied: they break its database, and let none of it take time. */
@NullMarked
package io.github.headgate.demo.orders;

import org.jspecify.annotations.NullMarked;
