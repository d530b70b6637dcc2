package dev.depwatch.alert;

import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Reason;
import dev.depwatch.assess.Trouble;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import java.util.Optional;

/**
 * Whom or what a remedy is about. The kind is part of the name: an instance may well be called like an organisation.
 *
 * @param instance empty where the subject can be on many instances
 */
public record Subject(String name, Optional<Instance> instance) {
    private static final String APPLE_ID = "Apple ID ";
    private static final String ORGANISATION = "Organisation ";
    private static final String MONITORING = "Monitoring (";

    /** What fails for all alike, whoever owns the tokens. */
    private static final Subject SERVICE = new Subject("Apple's service or the network", Optional.empty());

    /** What a subject can be. */
    public enum Sort {
        APPLE_ID,
        ORGANISATION,
        INSTANCE,
        /** Apple's service or the network. */
        SERVICE,
        /** What keeps depwatch from seeing. */
        MONITORING
    }

    static Sort sortOf(String name) {
        if (name.startsWith(APPLE_ID)) {
            return Sort.APPLE_ID;
        }
        if (name.startsWith(ORGANISATION)) {
            return Sort.ORGANISATION;
        }
        if (name.equals(SERVICE.name)) {
            return Sort.SERVICE;
        }
        return name.startsWith(MONITORING) ? Sort.MONITORING : Sort.INSTANCE;
    }

    static Subject of(Instance instance) {
        return new Subject("Instance " + instance.name(), Optional.of(instance));
    }

    /** What keeps depwatch from seeing is reported once for all instances where it does. */
    static Subject of(Trouble.Kind kind) {
        String what = switch (kind) {
            case LOG_NOT_FOLLOWED -> "logs not followed";
            case LAYOUT_NOT_UNDERSTOOD -> "layout of the log not understood";
            case CLOCK_DIFFERS -> "clocks differ";
            case TOKENS_NOT_READ -> "tokens not read";
            case SYNCS_STOPPED -> "syncs stopped";
            case FAILURE_NOT_LOGGED -> "failures not logged";
            case NOTHING_SEEN -> "nothing seen";
        };
        return new Subject(MONITORING + what + ")", Optional.empty());
    }

    /** One cause is one subject, on however many instances. */
    static Subject of(Finding finding) {
        return switch (finding.remedy()) {
            case REGENERATE, RENEW -> ofAccount(finding);
            case ACCEPT_TERMS -> ofOrganization(finding);
            case INVESTIGATE -> ofCause(finding);
            case IDENTIFY, RELINK_SERVER, RECLAIM, WAIT -> of(finding.instance());
        };
    }

    private static Subject ofAccount(Finding finding) {
        return finding.account()
                .map(owner -> new Subject(APPLE_ID + owner, Optional.empty()))
                .orElseGet(() -> of(finding.instance()));
    }

    private static Subject ofOrganization(Finding finding) {
        return finding.organization().isBlank()
                ? of(finding.instance())
                : new Subject(ORGANISATION + finding.organization(), Optional.empty());
    }

    private static Subject ofCause(Finding finding) {
        if (finding.reasons().contains(Reason.SYNCS_FLAP)) {
            // Where a log alone says so, it is that instance's matter.
            return finding.syncs().isPresent() ? SERVICE : of(finding.instance());
        }
        if (finding.reasons().contains(Reason.TERMS_SIGNED_LATELY)) {
            return ofOrganization(finding);
        }
        if (finding.cause() == Cause.SERVICE_ERROR || finding.reasons().contains(Reason.APPLE_OR_NETWORK)) {
            return SERVICE;
        }
        return switch (finding.cause()) {
            case SYNC_FAILED, BAD_REQUEST, OAUTH_REFRESH_FAILED, FORBIDDEN, TOKEN_REJECTED -> ofAccount(finding);
            case TERMS_NOT_SIGNED,
                    TOKEN_EXPIRED,
                    SERVER_INACTIVE,
                    SERVICE_ERROR,
                    CONTENT_TOKEN_INVALID,
                    CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                    TOKEN_OF_ANOTHER_SERVER -> of(finding.instance());
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
