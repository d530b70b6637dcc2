/** Alerts to a Slack channel: through an incoming webhook, or as a bot that edits its messages. */
@NullMarked
package dev.depwatch.notify.slack;

import org.jspecify.annotations.NullMarked;
