package dev.depwatch.apple;

import dev.depwatch.token.Keyword;
import java.net.URI;

/** Which of Apple's two products an organisation uses. */
public enum Scope implements Keyword {
    BUSINESS,
    SCHOOL;

    /** What a request for an access token asks for. */
    String word() {
        return key() + ".api";
    }

    /** With what the id of an API account begins. */
    String clientIdPrefix() {
        return name() + "API.";
    }

    URI api() {
        return URI.create("https://api-" + key() + ".apple.com");
    }

    /** Whether it lists the accounts of people: Apple School Manager's API does not. */
    boolean listsAccounts() {
        return this == BUSINESS;
    }
}
