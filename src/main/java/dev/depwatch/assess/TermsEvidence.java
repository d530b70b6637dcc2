package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;

import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.SignedTerms;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whose terms are not signed. Terms belong to an organisation: they stop its tokens on every instance, and no token of
 * another organisation, even on the same instance. If the organisation is unknown, any token on the reporting instance
 * may be meant.
 */
final class TermsEvidence {
    private final AssessmentInput input;

    /** When a standing notification about an organisation appeared. A notification of unknown age is no evidence. */
    private final Map<String, Instant> notified = new HashMap<>();

    /** When the log last reported unsigned terms of an organisation, in an open case. */
    private final Map<String, Instant> logged = new HashMap<>();

    /** The newest notification of an organisation's terms that has disappeared. */
    private final Map<String, SignedTerms> signed = new HashMap<>();

    /** When the log last reported unsigned terms for a token, in an open case. */
    private final Map<TokenTimeline, Instant> loggedOf = new HashMap<>();

    /** When the log last reported unsigned terms of an organisation, in an open or recently closed case. */
    private final Map<String, Instant> lastLogged = new HashMap<>();

    /** The state of the terms for some tokens. */
    enum Stand {
        SIGNED,
        /** Signed so recently that Apple may still refuse. */
        SIGNED_LATELY,
        NOT_SIGNED,
        UNKNOWN
    }

    TermsEvidence(AssessmentInput input, Collection<Attribution> attributions) {
        this.input = input;
        input.inventories().stream()
                .filter(inventory -> inventory.failure().isEmpty())
                .forEach(inventory -> inventory.reading().ifPresent(reading -> {
                    termsNotifications(reading)
                            .filter(notification -> notification.notBefore().isPresent())
                            .forEach(notification -> organization(notification.name(), reading)
                                    .ifPresent(organization ->
                                            notified.merge(organization, notification.since(), TermsEvidence::later)));
                    inventory
                            .signedTerms()
                            .forEach(terms -> organization(terms.name(), reading)
                                    .ifPresent(organization -> signed.merge(
                                            organization,
                                            terms,
                                            (one, other) -> one.at().isAfter(other.at()) ? one : other)));
                }));
        attributions.stream()
                .filter(one -> one.episode().cause() == Cause.TERMS_NOT_SIGNED
                        && one.episode().found().statement().isEmpty())
                .forEach(this::logged);
    }

    private void logged(Attribution attribution) {
        Episode episode = attribution.episode();
        onlyOrganization(attribution.tokens()).ifPresent(organization -> {
            if (episode.open()) {
                logged.merge(organization, episode.last(), TermsEvidence::later);
            }
            lastLogged.merge(organization, episode.last(), TermsEvidence::later);
        });
        if (episode.open() && attribution.certainty() == Certainty.CERTAIN) {
            attribution.candidates().forEach(one -> loggedOf.merge(one.token(), episode.last(), TermsEvidence::later));
        }
    }

    /** Terms that were signed before the episode began may be other terms. */
    Stand of(Attribution attribution) {
        Episode episode = attribution.episode();
        List<TokenTimeline> tokens = tokens(attribution);
        List<Stand> stands = tokens.stream().collect(groupingBy(TermsEvidence::organization)).values().stream()
                .map(ofOne -> ofOneOrganization(episode, ofOne))
                .distinct()
                .toList();
        if (stands.isEmpty()) {
            return ofOneOrganization(episode, tokens);
        }
        return stands.size() == 1 ? stands.get(0) : Stand.UNKNOWN;
    }

    private Stand ofOneOrganization(Episode episode, List<TokenTimeline> tokens) {
        if (isRefuted(episode, tokens)) {
            return Stand.SIGNED;
        }
        InstanceFacts facts = input.of(episode.instance());
        Stand here = facts.inventory()
                .flatMap(InstanceInventory::reading)
                .map(reading -> here(episode, tokens, reading))
                .orElse(Stand.UNKNOWN);
        if (here == Stand.NOT_SIGNED
                || tokens.stream()
                        .map(TermsEvidence::organization)
                        .anyMatch(organization -> isUnsigned(organization, episode))
                || isLoggedInTurn(episode, tokens)) {
            return Stand.NOT_SIGNED;
        }
        if (tokens.stream().anyMatch(token -> isSignedLately(token, episode))) {
            return Stand.SIGNED_LATELY;
        }
        return facts.isReadSince(episode) ? here : Stand.UNKNOWN;
    }

    /**
     * Whether a token of the same organisation has synced well while these failed: unsigned terms would stop all of
     * them.
     */
    boolean isRefuted(Attribution attribution) {
        return isRefuted(attribution.episode(), tokens(attribution));
    }

    private boolean isRefuted(Episode episode, List<TokenTimeline> tokens) {
        Instant since = episode.beganHere().plus(input.thresholds().missedSync());
        return !tokens.isEmpty()
                && tokens.stream().allMatch(token -> input.working().hasAnotherOfItsOrganization(token, since));
    }

    /**
     * Once a token has synced well, Apple accepts it, so a later failure has another reason. The same holds if the
     * token worked while the notification stood: somebody may just have dismissed it.
     */
    private boolean isSignedLately(TokenTimeline token, Episode episode) {
        Optional<Instant> notified = Optional.ofNullable(signed.get(organization(token)))
                .filter(terms -> isLately(terms.at()))
                .map(SignedTerms::notified);
        Optional<Instant> logged = Optional.ofNullable(lastLogged.get(organization(token)))
                .filter(at -> isLately(at) && at.isBefore(episode.began()));
        return Stream.concat(notified.stream(), logged.stream()).anyMatch(at -> !token.hasEverSyncedWellSince(at));
    }

    private boolean isLately(Instant at) {
        return at.plus(input.thresholds().termsLag()).isAfter(input.now());
    }

    /**
     * What the instance's own notifications say. A notification that existed at the first reading has an unknown age.
     * One that appeared long before the case, while the token worked, is old, and nobody has dismissed it. Neither
     * explains why the token fails now, nor rules out other unsigned terms.
     */
    private Stand here(Episode episode, List<TokenTimeline> tokens, Reading reading) {
        List<JamfNotification> notifications = termsNotifications(reading).toList();
        if (reading.terms() == Terms.UNKNOWN) {
            return Stand.UNKNOWN;
        }
        List<JamfNotification> ours = notifications.stream()
                .filter(notification -> tokens.isEmpty() || isOfOne(tokens, notification, reading))
                .toList();
        if (ours.isEmpty()) {
            return Stand.SIGNED;
        }
        // Both are times of this host: when it first read the notification, and when it read the record.
        Instant oldest = episode.found().firstSeenAt().minus(input.thresholds().betweenReadings());
        boolean isNew = ours.stream()
                .anyMatch(notification -> notification.notBefore().isPresent()
                        && !(notification.since().isBefore(oldest) && haveWorkedSince(notification.since(), tokens)));
        return isNew ? Stand.NOT_SIGNED : Stand.UNKNOWN;
    }

    private static boolean haveWorkedSince(Instant moment, List<TokenTimeline> tokens) {
        return !tokens.isEmpty()
                && tokens.stream()
                        .allMatch(token -> token.history()
                                .notFailingAt()
                                .filter(at -> at.isAfter(moment))
                                .isPresent());
    }

    private boolean isUnsigned(String organization, Episode episode) {
        return isNotified(organization, episode) || (!episode.answerKnown() && isLogged(organization, episode));
    }

    /**
     * Whether the log has reported unsigned terms for the same tokens since the episode began: Apple's answers
     * alternate.
     */
    private boolean isLoggedInTurn(Episode episode, List<TokenTimeline> tokens) {
        return !tokens.isEmpty()
                && tokens.stream()
                        .allMatch(token -> Optional.ofNullable(loggedOf.get(token))
                                .filter(at -> at.isAfter(episode.began()) && isInTurn(at, episode))
                                .isPresent());
    }

    /**
     * A notification that appeared long before, while the episode's token worked, is old, and nobody has dismissed it.
     */
    private boolean isNotified(String organization, Episode episode) {
        return Optional.ofNullable(notified.get(organization))
                .filter(since ->
                        !since.isBefore(episode.began().minus(input.thresholds().betweenReadings())))
                .isPresent();
    }

    /** Explains why a refresh fails elsewhere, but not why Apple answers something else there. */
    private boolean isLogged(String organization, Episode episode) {
        return Optional.ofNullable(logged.get(organization))
                .filter(at -> isInTurn(at, episode))
                .isPresent();
    }

    private boolean isInTurn(Instant logged, Episode episode) {
        return Duration.between(logged, episode.last())
                        .compareTo(input.thresholds().threeSyncs())
                <= 0;
    }

    /** Whether a notification's terms can be those of one of the tokens. */
    private static boolean isOfOne(List<TokenTimeline> tokens, JamfNotification notification, Reading reading) {
        List<Token> named = named(notification.name(), reading);
        return named.isEmpty()
                || tokens.stream().anyMatch(token -> named.stream().anyMatch(other -> canShare(token.token(), other)));
    }

    private static boolean canShare(Token one, Token other) {
        return one.organization().isBlank()
                || other.organization().isBlank()
                || one.organization().equals(other.organization());
    }

    private static List<TokenTimeline> tokens(Attribution attribution) {
        return attribution.candidates().stream().map(Candidate::token).toList();
    }

    private static String organization(TokenTimeline token) {
        return token.token().organization();
    }

    private static Optional<String> organization(String name, Reading reading) {
        List<Token> named = named(name, reading);
        return onlyOrganization(
                named.isEmpty()
                        ? reading.tokens().stream()
                                .map(TokenState::token)
                                .filter(token -> token.kind() == TokenKind.ADE)
                                .toList()
                        : named);
    }

    private static Optional<String> onlyOrganization(List<Token> tokens) {
        String organization = Attribution.commonOrganization(tokens);
        return organization.isBlank() ? Optional.empty() : Optional.of(organization);
    }

    private static Stream<JamfNotification> termsNotifications(Reading reading) {
        return reading.notices().stream().filter(notification -> notification.reports(Cause.TERMS_NOT_SIGNED));
    }

    private static List<Token> named(String name, Reading reading) {
        Set<Token.Key> named = reading.named(TokenKind.ADE, name);
        return reading.tokens().stream()
                .map(TokenState::token)
                .filter(token -> named.contains(token.key()))
                .toList();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
