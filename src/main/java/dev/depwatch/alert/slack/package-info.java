/** Alerts to a Slack channel through an incoming webhook. */
@NullMarked
package dev.depwatch.alert.slack;

import org.jspecify.annotations.NullMarked;
