package dev.depwatch.alert;

import dev.depwatch.assess.Finding;
import dev.depwatch.token.Instance;
import java.util.Optional;

/**
 * Whom or what a remedy is about. The kind is part of the name: an instance may well be called like an organisation.
 *
 * @param instance empty where the subject is an Apple ID or an organisation, which can be on many instances
 */
public record Subject(String name, Optional<Instance> instance) {
    private static final String APPLE_ID = "Apple ID ";
    private static final String ORGANISATION = "Organisation ";

    static Subject of(Instance instance) {
        return new Subject("Instance " + instance.name(), Optional.of(instance));
    }

    /** An Apple ID is told once wherever its tokens are, and an organisation accepts once. */
    static Subject of(Finding finding) {
        return switch (finding.remedy()) {
            case REGENERATE, EXPIRING ->
                finding.account()
                        .map(owner -> new Subject(APPLE_ID + owner, Optional.empty()))
                        .orElseGet(() -> of(finding.instance()));
            case ACCEPT_TERMS ->
                finding.organization().isBlank()
                        ? of(finding.instance())
                        : new Subject(ORGANISATION + finding.organization(), Optional.empty());
            case IDENTIFY, RELINK_SERVER, RECLAIM, INVESTIGATE, WAIT -> of(finding.instance());
        };
    }

    static Optional<String> appleIdIn(String name) {
        return in(name, APPLE_ID);
    }

    static Optional<String> organisationIn(String name) {
        return in(name, ORGANISATION);
    }

    private static Optional<String> in(String name, String kind) {
        return name.startsWith(kind) ? Optional.of(name.substring(kind.length())) : Optional.empty();
    }
}
