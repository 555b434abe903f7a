/** Pages of results: tables and charts, with the machine, the versions, the date and the command that they come from. */
@NullMarked
package io.github.headgate.benchmarks.report;

import org.jspecify.annotations.NullMarked;
