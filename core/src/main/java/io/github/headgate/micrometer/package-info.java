/**
 * Meters and observations by Micrometer, which is an optional dependency: only this package knows of it. The names are
 * those of OpenTelemetry's conventions for database clients where there are such, else they begin with {@code headgate}.
 */
@NullMarked
package io.github.headgate.micrometer;

import org.jspecify.annotations.NullMarked;
