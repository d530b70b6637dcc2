/**
 * Who may read the pages, and with which certificate depwatch serves them: the web configuration file, in the format of
 * Prometheus' exporter-toolkit, reloaded when it changes. No message contains a password or its hash.
 */
@NullMarked
package dev.depwatch.web;

import org.jspecify.annotations.NullMarked;
