package dev.depwatch.alert;

import dev.depwatch.assess.Assessment;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.journal.ClosedCase.Proof;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How an alert ended. "Resolved" is said only of what is proven; silence is "not seen since", and an alert whose cases
 * go on under another one has not ended at all, but says so.
 */
final class EndText {
    private static final Set<Proof> PROVEN_GOOD = Set.of(Proof.SYNCED, Proof.REPLACED);

    private final Phrases phrases;
    private final Assessment now;
    private final List<Alert> alerts;

    EndText(Phrases phrases, Assessment now, List<Alert> alerts) {
        this.phrases = phrases;
        this.now = now;
        this.alerts = alerts;
    }

    Message of(Alert told) {
        List<ClosedCase> ended = ended(told);
        return new SupersededText(phrases, now, alerts)
                .of(told)
                .orElseGet(() -> ended.isEmpty() ? notExplained(told) : explained(told, ended));
    }

    private List<ClosedCase> ended(Alert told) {
        Map<String, ClosedCase> byId = new LinkedHashMap<>();
        Stream.concat(now.ended().stream(), now.recentlyEnded().stream())
                .filter(end -> told.caseIds().contains(end.closed().id()))
                .sorted(Comparator.comparing((ClosedCase end) -> end.closed().instance())
                        .thenComparing(end -> end.closed().cause()))
                .forEach(end -> byId.putIfAbsent(end.closed().id(), end));
        return List.copyOf(byId.values());
    }

    private Message explained(Alert told, List<ClosedCase> ended) {
        Map<Proof, List<ClosedCase>> byProof = new EnumMap<>(Proof.class);
        ended.forEach(end ->
                byProof.computeIfAbsent(end.proof(), first -> new ArrayList<>()).add(end));
        Instant closedAt = ended.stream()
                .map(ClosedCase::closedAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Instant lastSeen = ended.stream()
                .map(end -> end.closed().lastKnownAt())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        boolean unproven = byProof.containsKey(Proof.NOT_SEEN_SINCE);
        return message(
                headline(told, byProof.keySet(), closedAt, lastSeen),
                Phrases.lines(ended.stream().map(this::line).toList()),
                how(told, byProof.keySet(), closedAt, lastSeen),
                unproven
                        ? List.of(
                                "Silence is no proof: check in Jamf Pro that the last sync is newer than the last sign of "
                                        + "it.")
                        : List.of(),
                List.of());
    }

    private String how(Alert told, Set<Proof> proofs, Instant closedAt, Instant lastSeen) {
        String began = "It began at " + phrases.time(told.since());
        if (proofs.equals(Set.of(Proof.NOT_SEEN_SINCE))) {
            return began + "; the last sign of it came " + lasted(told.since(), lastSeen) + " later.";
        }
        return began
                + (proofs.equals(Set.of(Proof.NO_LONGER_WATCHED))
                        ? "; watching ended at " + phrases.time(closedAt) + "."
                        : " and was found to be over at " + phrases.time(closedAt) + ".");
    }

    private String headline(Alert told, Set<Proof> proofs, Instant closedAt, Instant lastSeen) {
        String about = subject(told) + ": ";
        String after = " after " + lasted(told.since(), closedAt) + ". ";
        if (PROVEN_GOOD.containsAll(proofs)) {
            return Message.RESOLVED + after + about + what(told) + (isOne(told) ? " works" : " work") + " again" + on(told)
                    + ".";
        }
        if (proofs.size() > 1) {
            return "Over" + after + about + "not everything is proven to work again; see each case.";
        }
        return switch (proofs.iterator().next()) {
            case NOT_SEEN_SINCE ->
                "Not seen since " + phrases.time(lastSeen) + ". " + about + "the failure has gone quiet on "
                        + Phrases.names(told.instances()) + ", but no successful sync proves that it is over.";
            case TOKEN_REMOVED ->
                "Over" + after + about + what(told) + (isOne(told) ? " is" : " are") + " no longer in Jamf Pro"
                        + on(told) + ".";
            case NO_LONGER_WATCHED ->
                "No longer watched. " + about + "depwatch does not watch " + Phrases.names(told.instances())
                        + " any more; the failure itself may go on.";
            case SYNCED, REPLACED -> throw new IllegalStateException("both are proven good");
        };
    }

    private String line(ClosedCase end) {
        Case over = end.closed();
        return Phrases.name(over.instance()) + " (" + failure(over.cause()) + "): "
                + switch (end.proof()) {
                    case SYNCED ->
                        over.cause() == Cause.SYNC_FAILED
                                ? "its syncs tell no failure any more"
                                : "it syncs with Apple again";
                    case REPLACED -> "a new token is in place";
                    case NOT_SEEN_SINCE -> "not seen since " + phrases.time(over.lastKnownAt());
                    case TOKEN_REMOVED -> "the token was removed from Jamf Pro";
                    case NO_LONGER_WATCHED -> "depwatch no longer watches the instance";
                };
    }

    /** No case tells the end: a date that moved, a trouble of depwatch's own, or an end longer ago than is remembered. */
    private Message notExplained(Alert told) {
        String lasted = lasted(told.since(), now.at());
        String about = subject(told) + ": ";
        String began = "It began at " + phrases.time(told.since()) + ", " + lasted + " ago.";
        if (!told.caseIds().isEmpty()) {
            return message(
                    "Over, but how is not known. " + about + "it is no longer found on "
                            + Phrases.names(told.instances()) + ".",
                    List.of(),
                    began + " It ended while depwatch was not running, or more than an hour ago.",
                    List.of("Check in Jamf Pro that the last sync is recent."),
                    List.of());
        }
        if (told.tokens().isEmpty()) {
            return message(
                    "Over after " + lasted + ". " + about + "what there was to look into is no longer found.",
                    List.of(),
                    began,
                    List.of(),
                    List.of());
        }
        List<Token.Key> keys = told.tokens().stream()
                .sorted(Comparator.comparing(Token.Key::instance)
                        .thenComparing(Token.Key::kind)
                        .thenComparing(Token.Key::id))
                .toList();
        return message(
                about + what(told) + (isOne(told) ? " no longer needs renewing" : " no longer need renewing") + on(told)
                        + ".",
                Phrases.lines(keys.stream().map(this::expiry).toList()),
                "",
                List.of(),
                List.of());
    }

    private String expiry(Token.Key key) {
        return now.tokens().stream()
                .map(health -> health.token())
                .filter(token -> token.key().equals(key))
                .findFirst()
                .map(token -> Phrases.name(key.instance()) + ": " + Phrases.token(token)
                        + token.expiry()
                                .map(expiry -> ", now expires " + phrases.expiry(expiry))
                                .orElse(", its expiry is no longer known"))
                .orElseGet(() -> Phrases.name(key.instance()) + ": " + Phrases.noun(key.kind()) + " with id "
                        + Phrases.cut(key.id()) + " is no longer there");
    }

    private static String failure(Cause cause) {
        return switch (cause) {
            case TERMS_NOT_SIGNED -> "terms not accepted";
            case TOKEN_EXPIRED -> "token expired";
            case TOKEN_REJECTED -> "token rejected";
            case FORBIDDEN -> "access forbidden";
            case OAUTH_REFRESH_FAILED -> "sign-in to Apple failed";
            case SERVER_INACTIVE -> "server inactive";
            case BAD_REQUEST -> "request refused";
            case SERVICE_ERROR -> "service error";
            case CONTENT_TOKEN_INVALID -> "content token invalid";
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE -> "content token claimed elsewhere";
            case SYNC_FAILED -> "sync failed";
        };
    }

    /** "4 ADE tokens", or "the token" where none was known. */
    static String what(Alert told) {
        if (told.remedy() == Remedy.ACCEPT_TERMS) {
            return "device enrolment";
        }
        if (told.remedy() == Remedy.IDENTIFY || told.tokens().isEmpty()) {
            return "the token";
        }
        return Phrases.counted(told.tokens().stream().map(Token.Key::kind).toList());
    }

    /** Where, unless the subject has said it. */
    static String on(Alert told) {
        boolean said = told.instances().stream()
                .anyMatch(instance -> Subject.of(instance).name().equals(told.subject()));
        return said ? "" : ", on " + Phrases.names(told.instances());
    }

    static boolean isOne(Alert told) {
        return told.remedy() == Remedy.IDENTIFY
                || told.remedy() == Remedy.ACCEPT_TERMS
                || told.tokens().size() <= 1;
    }

    static String subject(Alert told) {
        return Phrases.cut(told.subject());
    }

    private static String lasted(Instant since, Instant until) {
        return Phrases.period(until.isBefore(since) ? Duration.ZERO : Duration.between(since, until));
    }

    static Message message(
            String headline, List<String> where, String why, List<String> alsoCheck, List<String> doNot) {
        return new Message(headline, where, why, "", List.of(), alsoCheck, doNot);
    }
}
