/**
 * The status page: who must act on what, in one look, and everything that is watched.
 *
 * <p>{@link dev.depwatch.page.StatusPage} makes one page of HTML of a {@link dev.depwatch.page.Picture}, by templates that
 * escape whatever they are given. What to do stands in the words of the alerts, which it is handed. Filter and order are
 * part of the address and are applied here, so that the page is the same without a script. Pure; owns nothing.
 */
@NullMarked
package dev.depwatch.page;

import org.jspecify.annotations.NullMarked;
