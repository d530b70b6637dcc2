package dev.depwatch.status;

import java.util.function.Function;

/**
 * What stands at {@code /}, for people.
 *
 * @param html the page, by the query of its address, "" if that has none
 * @param policy its {@code Content-Security-Policy}
 */
public record FrontPage(Function<String, String> html, String policy) {}
