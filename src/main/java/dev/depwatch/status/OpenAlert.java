package dev.depwatch.status;

import dev.depwatch.token.Remedy;

/**
 * What {@code depwatch_alerts} counts by: one value for each alert of an assessment.
 *
 * @param severity the alert's severity, out of a closed set
 */
public record OpenAlert(Remedy remedy, String severity) {}
