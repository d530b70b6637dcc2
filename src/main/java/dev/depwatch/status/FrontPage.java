package dev.depwatch.status;

import java.util.function.Function;

/**
 * The page at {@code /}, for people.
 *
 * @param html the page in UTF-8, for the query of its address; the query is "" if there is none
 * @param policy its {@code Content-Security-Policy}
 */
public record FrontPage(Function<String, byte[]> html, String policy) {}
