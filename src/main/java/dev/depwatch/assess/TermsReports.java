package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.depwatch.assess.Candidates.Attribution;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.Journal;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
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
final class TermsReports {
    private final AssessmentInput input;

    private final List<Notice> notices;
    /** Cases in which the log reports unsigned terms. */
    private final List<Attribution> logged;
    /** By organisation, the newest sync first. */
    private final Map<String, List<Working>> working;

    /** An enrolment token that works, and its newest sync. */
    private record Working(TokenTimeline token, Instant lastGood) {}

    /**
     * A notification of an organisation's unsigned terms.
     *
     * @param gone the first reading without it; empty while it stands
     */
    private record Notice(String organization, Instant since, Optional<Instant> gone) {}

    /** How the terms stand for some tokens. */
    enum Terms {
        /** No notification says otherwise, or another token of the organisation works. */
        SIGNED,
        /** Signed so recently that Apple may still refuse. */
        SIGNED_LATELY,
        NOT_SIGNED,
        UNKNOWN
    }

    TermsReports(AssessmentInput input, Collection<Attribution> attributions) {
        this.input = input;
        this.notices = input.inventories().stream()
                .flatMap(inventory -> inventory.reading().stream().flatMap(reading -> notices(inventory, reading)))
                .filter(notice -> !notice.organization().isBlank())
                .toList();
        this.logged = attributions.stream()
                .filter(one -> one.episode().cause() == Cause.TERMS_NOT_SIGNED
                        && one.episode().ofCase().condition().isEmpty())
                .toList();
        // Without a case, nobody asks.
        this.working = input.enrollmentTokens()
                .filter(token -> !attributions.isEmpty())
                .flatMap(token -> token.lastGoodWhileWorking().map(at -> new Working(token, at)).stream())
                .sorted(Comparator.comparing(Working::lastGood).reversed())
                .collect(groupingBy(one -> organization(one.token())));
    }

    /** A notification of unknown age is no evidence. */
    private static Stream<Notice> notices(InstanceInventory inventory, Reading reading) {
        return Stream.concat(
                termsNotifications(reading)
                        .filter(notification -> notification.notBefore().isPresent())
                        .map(notification -> new Notice(
                                organization(notification.name(), reading), notification.since(), Optional.empty())),
                inventory.signedTerms().stream()
                        .map(terms -> new Notice(
                                organization(terms.name(), reading), terms.notified(), Optional.of(terms.at()))));
    }

    /** Terms that were signed before the episode began may be other terms. */
    Terms of(Attribution attribution) {
        Episode episode = attribution.episode();
        List<TokenTimeline> tokens = attribution.timelines().toList();
        return tokens.isEmpty()
                ? ofOneOrganization(episode, tokens)
                : Finding.common(tokens.stream().collect(groupingBy(TermsReports::organization)).values().stream()
                                .map(ofOne -> ofOneOrganization(episode, ofOne)))
                        .orElse(Terms.UNKNOWN);
    }

    private Terms ofOneOrganization(Episode episode, List<TokenTimeline> tokens) {
        String organization = tokens.isEmpty() ? "" : organization(tokens.get(0));
        boolean isRefuted = isRefuted(episode, tokens);
        InstanceFacts facts = input.factsOf(episode.instance());
        Terms here = facts.inventory()
                .reading()
                .filter(reading -> facts.inventory().knowsTerms())
                .map(reading -> here(episode, tokens, reading))
                .orElse(Terms.UNKNOWN);
        if (!isRefuted
                && (here == Terms.NOT_SIGNED
                        || isUnsigned(organization, episode, tokens)
                        || isLoggedInTurn(episode, tokens))) {
            return Terms.NOT_SIGNED;
        }
        if (tokens.isEmpty()
                ? reportedBefore(episode).findAny().isPresent()
                : tokens.stream().anyMatch(token -> isSignedLately(token, episode, isRefuted))) {
            return Terms.SIGNED_LATELY;
        }
        if (isRefuted) {
            return Terms.SIGNED;
        }
        return facts.isReadSince(episode) && !isLogged(organization, episode) ? here : Terms.UNKNOWN;
    }

    /**
     * Whether a token of the same organisation has synced well while these failed: unsigned terms would stop all of
     * them.
     */
    boolean isRefuted(Attribution attribution) {
        return isRefuted(attribution.episode(), attribution.timelines().toList());
    }

    private boolean isRefuted(Episode episode, List<TokenTimeline> tokens) {
        Instant since = episode.began().plus(input.thresholds().missedSync());
        return !tokens.isEmpty()
                && tokens.stream()
                        .allMatch(token -> !organization(token).isBlank()
                                && working.getOrDefault(organization(token), List.of()).stream()
                                        .filter(other -> other.token() != token)
                                        .limit(1)
                                        .anyMatch(newest -> newest.lastGood().isAfter(since)));
    }

    /**
     * Once a token has synced well, Apple accepts it, so a later failure has another reason. The same holds if the
     * token worked while the notification stood: somebody may just have dismissed it.
     */
    private boolean isSignedLately(TokenTimeline token, Episode episode, boolean isRefuted) {
        String organization = organization(token);
        Stream<Instant> notified = notices.stream()
                .filter(notice -> notice.organization().equals(organization)
                        && notice.gone().stream().anyMatch(gone -> mayLag(notice.since(), gone, episode, isRefuted)))
                .map(Notice::since);
        // An outage can have hidden the beginning; one of hours ago explains nothing.
        Stream<Instant> reported = loggedOf(organization)
                .map(Episode::last)
                .filter(at -> at.isBefore(episode.began())
                        && at.plus(Case.REOPENS_WITHIN).isAfter(episode.began())
                        && mayLag(at, at, episode, isRefuted));
        return Stream.of(notified, reported, reportedBefore(episode))
                .flatMap(times -> times)
                .anyMatch(at -> token.isRemoved() || !token.entrySyncs().wentWellAfter(at));
    }

    /**
     * Whether Apple may still refuse because of terms that were unsigned between these times. If another token of the
     * organisation works again, the refusal must have begun with those terms.
     */
    private boolean mayLag(Instant since, Instant until, Episode episode, boolean mustBeginWithThem) {
        Instant began = episode.began();
        return until.plus(Journal.TERMS_LAG).isAfter(episode.last())
                && (!mustBeginWithThem
                        || (!began.isBefore(since.minus(input.thresholds().betweenReadings()))
                                && !began.isAfter(until.plus(input.thresholds().quietAtLeast()))));
    }

    /**
     * When a case of the instance last reported unsigned terms, if this refusal went on from there. The tokens of a
     * closed case are unknown by now, so the instance must have one organisation, as far as its tokens are known.
     */
    private Stream<Instant> reportedBefore(Episode episode) {
        InstanceFacts facts = input.factsOf(episode.instance());
        List<TokenTimeline> tokens = facts.tokensFor(episode);
        Set<String> organizations =
                tokens.stream().map(TermsReports::organization).collect(toSet());
        boolean isOfOne = tokens.size() <= 1 || (organizations.size() == 1 && !organizations.contains(""));
        return facts.episodes(ended -> true)
                .filter(one -> isOfOne
                        && one.cause() == Cause.TERMS_NOT_SIGNED
                        && (one.last().isBefore(episode.began()) || !isInTurn(one, episode))
                        && mayLag(one.began(), one.last(), episode, true))
                .map(Episode::last);
    }

    /** The open and recently closed cases in which the log reports unsigned terms of the organisation. */
    private Stream<Episode> loggedOf(String organization) {
        return logged.stream()
                .filter(one -> !organization.isBlank() && organization.equals(one.organization()))
                .map(Attribution::episode);
    }

    /**
     * What the instance's own notifications say. A notification that existed at the first reading has an unknown age.
     * One that appeared long before the case, while the token worked, is old, and nobody has dismissed it. Neither
     * explains why the token fails now, nor rules out other unsigned terms.
     */
    private Terms here(Episode episode, List<TokenTimeline> tokens, Reading reading) {
        List<JamfNotification> ours = termsNotifications(reading)
                .filter(notification -> tokens.isEmpty() || isOfOne(tokens, notification, reading))
                .toList();
        if (ours.isEmpty()) {
            return Terms.SIGNED;
        }
        boolean isNew = ours.stream()
                .anyMatch(notification -> notification.notBefore().isPresent()
                        && !isOld(notification.since(), episode.ofCase().firstSeenAt(), tokens));
        return isNew ? Terms.NOT_SIGNED : Terms.UNKNOWN;
    }

    /** Whether a notification is much older than a failure of tokens that, if their syncs are known, worked under it. */
    private boolean isOld(Instant notified, Instant began, List<TokenTimeline> tokens) {
        return notified.isBefore(began.minus(input.thresholds().betweenReadings()))
                && !tokens.isEmpty()
                && tokens.stream()
                        .map(TokenTimeline::history)
                        .allMatch(syncs -> syncs.notFailingAt()
                                .map(notified::isBefore)
                                .orElse(syncs.failing().isEmpty()));
    }

    /**
     * By a notification, unless it is old. Or by a log, which explains why a refresh fails elsewhere. If Apple answers
     * something else there, they may explain it: check first.
     */
    private boolean isUnsigned(String organization, Episode episode, List<TokenTimeline> tokens) {
        return notices.stream()
                        .anyMatch(notice -> notice.organization().equals(organization)
                                && notice.gone().isEmpty()
                                && !isOld(notice.since(), episode.began(), tokens))
                || (!episode.cause().isAnswered() && isLogged(organization, episode));
    }

    private boolean isLogged(String organization, Episode episode) {
        return loggedOf(organization).anyMatch(terms -> isInTurn(terms, episode));
    }

    /**
     * Whether the log has reported unsigned terms for the same tokens, or all are unknown, since the episode began:
     * Apple's answers alternate.
     */
    private boolean isLoggedInTurn(Episode episode, List<TokenTimeline> tokens) {
        List<Attribution> inTurn = logged.stream()
                .filter(one -> isInTurn(one.episode(), episode)
                        && one.episode().instance().equals(episode.instance())
                        && one.episode().last().isAfter(episode.began()))
                .toList();
        return !inTurn.isEmpty()
                && tokens.stream()
                        .allMatch(token -> inTurn.stream()
                                .anyMatch(one -> one.certainty() == Certainty.CERTAIN && one.isAbout(token)));
    }

    private boolean isInTurn(Episode terms, Episode episode) {
        return terms.open()
                && !episode.last().isAfter(terms.last().plus(input.thresholds().threeSyncs()));
    }

    /** Whether a notification's terms can be those of one of the tokens. */
    private static boolean isOfOne(List<TokenTimeline> tokens, JamfNotification notification, Reading reading) {
        List<Token> named = named(notification.name(), reading);
        return named.isEmpty()
                || tokens.stream()
                        .map(TokenTimeline::token)
                        .anyMatch(token -> !named.stream().allMatch(token::hasOtherOrganization));
    }

    private static String organization(TokenTimeline token) {
        return token.token().organization();
    }

    /** The organisation of the tokens that a notification names, or of all if it names none; "" if they have several. */
    private static String organization(String name, Reading reading) {
        List<Token> named = named(name, reading);
        return Finding.commonOrganization(
                named.isEmpty()
                        ? reading.tokens().stream()
                                .map(TokenState::token)
                                .filter(token -> token.kind() == TokenKind.ADE)
                                .toList()
                        : named);
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
}
