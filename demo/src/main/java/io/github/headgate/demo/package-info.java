/**
 * Eight ways to lose a database, played on Headgate and on a plain r2dbc-pool client side by side. The cases are scripts:
 * they stop servers and wait, on a thread of their own, as tests do.
 */
@NullMarked
package io.github.headgate.demo;

import org.jspecify.annotations.NullMarked;
