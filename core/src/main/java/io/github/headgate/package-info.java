/** The client: one readiness signal, one gate ahead of execution, one retry, one deadline. */
@NullMarked
package io.github.headgate;

import org.jspecify.annotations.NullMarked;
