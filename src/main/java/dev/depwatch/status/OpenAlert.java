package dev.depwatch.status;

import dev.depwatch.token.Remedy;

/**
 * What {@code depwatch_alerts} counts by: one value for each alert that an assessment amounts to.
 *
 * @param severity the alert's word for it, out of its closed set
 */
public record OpenAlert(Remedy remedy, String severity) {}
