package dev.depwatch.page;

import dev.depwatch.apple.Organization;
import java.util.Optional;

/**
 * What depwatch reads of one organisation from Apple's own API, as a table row.
 *
 * @param ofTokens how many of its servers have a token here
 */
record AppleRow(Organization organization, int ofTokens) {
    String product() {
        return switch (organization.scope()) {
            case BUSINESS -> "Apple Business";
            case SCHOOL -> "Apple School Manager";
        };
    }

    private boolean fails() {
        return organization.failure().isPresent();
    }

    String tone() {
        return fails() ? "watch" : organization.readAt().isPresent() ? "good" : "unknown";
    }

    String state() {
        return fails() ? "not read" : organization.readAt().isPresent() ? "read" : "not read yet";
    }

    int servers() {
        return organization.servers().size();
    }

    /** Why the list of its accounts is not read. */
    Optional<String> gap() {
        return organization.accountsGap().map(Words::sentence);
    }
}
