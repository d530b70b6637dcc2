/**
 * Who may read the pages, and by which certificate they are served: the web configuration file, in the format of
 * Prometheus' exporter-toolkit, read anew when it changes. No message holds a password or its hash.
 */
@NullMarked
package dev.depwatch.web;

import org.jspecify.annotations.NullMarked;
