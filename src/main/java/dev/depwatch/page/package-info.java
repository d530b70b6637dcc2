/**
 * The status page: who must act on what, at a glance, and everything that depwatch monitors.
 *
 * <p>{@link dev.depwatch.page.StatusPage} renders a {@link dev.depwatch.page.Picture} as one HTML page, with templates
 * that escape every value. The alerts say what to do. Filter and order are part of the address and apply here, so that
 * the page is the same without a script. Pure; owns nothing.
 */
@NullMarked
package dev.depwatch.page;

import org.jspecify.annotations.NullMarked;
