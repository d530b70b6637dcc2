/** Alerts to a Microsoft Teams channel or chat, through the webhook of a workflow. */
@NullMarked
package dev.depwatch.notify.teams;

import org.jspecify.annotations.NullMarked;
