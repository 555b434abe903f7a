/** Where the time of a client goes: by the parts it is made of, and by method. */
@NullMarked
package io.github.headgate.benchmarks.profile;

import org.jspecify.annotations.NullMarked;
