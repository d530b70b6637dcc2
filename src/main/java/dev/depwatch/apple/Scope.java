package dev.depwatch.apple;

import dev.depwatch.token.Keyword;
import java.net.URI;

/** Which of Apple's two products an organisation uses. */
public enum Scope implements Keyword {
    BUSINESS("business.api", "BUSINESSAPI.", "https://api-business.apple.com"),
    SCHOOL("school.api", "SCHOOLAPI.", "https://api-school.apple.com");

    private final String word;
    private final String clientIdPrefix;
    private final URI api;

    Scope(String word, String clientIdPrefix, String api) {
        this.word = word;
        this.clientIdPrefix = clientIdPrefix;
        this.api = URI.create(api);
    }

    /** What a request for an access token asks for. */
    String word() {
        return word;
    }

    /** With what the id of an API account begins. */
    String clientIdPrefix() {
        return clientIdPrefix;
    }

    URI api() {
        return api;
    }

    /** Whether it lists the accounts of people: Apple School Manager's API does not. */
    boolean listsAccounts() {
        return this == BUSINESS;
    }
}
