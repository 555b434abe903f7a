/**
 * A page on which one can watch Headgate and a plain r2dbc-pool client live through the same faults, under the same load,
 * on the same Postgres. A Spring Boot application as its users write them.
 */
@NullMarked
package io.github.headgate.demo.page;

import org.jspecify.annotations.NullMarked;
