package dev.depwatch.alert;

import dev.depwatch.alert.AlertEnd.How;
import dev.depwatch.alert.AlertEnd.Part;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An alert's end in words. "Resolved" is said only of what is proven; silence is "not seen since". */
final class EndText {
    private final Phrases phrases;
    private final Assessment now;

    EndText(Phrases phrases, Assessment now) {
        this.phrases = phrases;
        this.now = now;
    }

    Message of(Alert told, AlertEnd end) {
        if (end instanceof AlertEnd.Over over) {
            return over(told, over);
        }
        if (end instanceof AlertEnd.Superseded superseded) {
            return superseded(told, superseded.by());
        }
        if (end instanceof AlertEnd.Silenced silenced) {
            return silenced(told, silenced);
        }
        if (end instanceof AlertEnd.Withdrawn withdrawn) {
            return withdrawn(told, withdrawn.why());
        }
        if (end instanceof AlertEnd.NoLongerFound) {
            if (told.tokens().isEmpty()) {
                return nothingToLookInto(told);
            }
            return told.remedy() == Remedy.INVESTIGATE ? serversInOrder(told) : renewed(told);
        }
        throw new AssertionError("an end without words: " + end);
    }

    private Message over(Alert last, AlertEnd.Over over) {
        Alert told = last.remedy() == Remedy.IDENTIFY
                ? last
                : last.withMore(over.parts().stream()
                        .flatMap(part -> part.token().stream())
                        .collect(Collectors.toUnmodifiableSet()));
        Set<How> hows = over.hows();
        Instant closedAt = over.at().orElse(now.at());
        Optional<Instant> lastSeen =
                over.parts().stream().flatMap(part -> part.lastSeen().stream()).max(Comparator.naturalOrder());
        if (hows.equals(Set.of(How.UNKNOWN))) {
            return message(
                    "Over, but how is not known. " + about(told) + "it is no longer found on "
                            + Phrases.names(told.instances()) + ".",
                    List.of(),
                    "It began at " + phrases.time(told.since()) + ", " + lasted(told.since(), now.at())
                            + " ago. It ended while depwatch was not running, or more than an hour ago.",
                    List.of("Check in Jamf Pro that the last sync is recent."),
                    List.of());
        }
        List<String> alsoCheck = new ArrayList<>();
        if (hows.contains(How.NOT_SEEN_SINCE)) {
            alsoCheck.add(
                    "Silence is no proof: check in Jamf Pro that the last sync is newer than the last sign of it.");
        }
        if (hows.contains(How.IN_PLACE)) {
            alsoCheck.add(
                    "A new token that has not synced proves nothing: check in Jamf Pro that its last sync is good, and in"
                            + " a cluster that the primary node runs.");
        }
        Set<Instance> forgotten = over.parts().stream()
                .filter(part -> part.how() == How.UNKNOWN)
                .map(Part::instance)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!forgotten.isEmpty()) {
            alsoCheck.add("How it ended on " + Phrases.names(forgotten)
                    + ", more than an hour ago, is not remembered: check in Jamf Pro that the last sync is recent.");
        }
        List<Part> remembered =
                over.parts().stream().filter(part -> part.how() != How.UNKNOWN).toList();
        return message(
                headline(told, hows, closedAt, lastSeen.orElse(told.since())),
                Phrases.lines(remembered.stream()
                        .map(part -> line(part, over.parts()))
                        .distinct()
                        .toList()),
                how(told, hows, closedAt, lastSeen),
                alsoCheck,
                List.of());
    }

    private String how(Alert told, Set<How> hows, Instant closedAt, Optional<Instant> lastSeen) {
        String began = "It began at " + phrases.time(told.since());
        if (hows.equals(Set.of(How.NOT_SEEN_SINCE)) && lastSeen.isPresent()) {
            return began + "; the last sign of it came " + lasted(told.since(), lastSeen.get()) + " later.";
        }
        if (hows.contains(How.IN_PLACE) || hows.contains(How.NOT_SEEN_SINCE) || hows.contains(How.UNKNOWN)) {
            return began + "; the case was closed at " + phrases.time(closedAt) + " without a proof for all of it.";
        }
        return began
                + (hows.equals(Set.of(How.NO_LONGER_WATCHED))
                        ? "; watching ended at " + phrases.time(closedAt) + "."
                        : " and was found to be over at " + phrases.time(closedAt) + ".");
    }

    private String headline(Alert told, Set<How> hows, Instant closedAt, Instant lastSeen) {
        String after = " after " + lasted(told.since(), closedAt) + ". ";
        if (hows.stream().allMatch(How::isProof)) {
            return Message.RESOLVED + after + about(told) + what(told) + (isOne(told) ? " works" : " work") + " again"
                    + on(told) + ".";
        }
        String over = "Over" + after + about(told);
        if (hows.size() > 1) {
            return "Not all proven. " + about(told) + "not every token is proven to work again; see each line.";
        }
        return switch (hows.iterator().next()) {
            case NOT_SEEN_SINCE ->
                "Not seen since " + phrases.time(lastSeen) + ". " + about(told) + "the failure has gone quiet on "
                        + Phrases.names(told.instances()) + ", but no successful sync proves that it is over.";
            case IN_PLACE ->
                "In place, not yet proven. " + about(told) + "a new token is in place" + on(told)
                        + ", but none of its syncs has gone well so far.";
            case REMOVED ->
                over + what(told) + (isOne(told) ? " is" : " are") + " no longer in Jamf Pro" + on(told) + ".";
            case NO_LONGER_WATCHED ->
                "No longer watched. " + about(told)
                        + (told.instances().stream().anyMatch(this::isWatched)
                                ? "depwatch asks another Jamf Pro for the tokens of " + Phrases.names(told.instances())
                                        + " now; a failure that goes on is reported anew."
                                : "depwatch does not watch " + Phrases.names(told.instances())
                                        + " any more; the failure itself may go on.");
            case SYNCED, RENEWED, UNKNOWN -> throw new IllegalStateException("said above");
        };
    }

    private String line(Part part, List<Part> all) {
        boolean isOneOfSeveral = all.stream()
                        .filter(other -> other.instance().equals(part.instance()))
                        .flatMap(other -> other.token().stream())
                        .distinct()
                        .count()
                > 1;
        return Phrases.name(part.instance())
                + part.token()
                        .filter(token -> isOneOfSeveral)
                        .map(token -> ", " + token(token))
                        .orElse("")
                + part.cause().map(cause -> " (" + failure(cause) + ")").orElse("") + ": "
                + switch (part.how()) {
                    case SYNCED -> "it syncs with Apple again";
                    case RENEWED -> "a new token is in place, and it syncs";
                    case IN_PLACE -> "a new token is in place, and has not synced well yet";
                    case NOT_SEEN_SINCE ->
                        "not seen since " + part.lastSeen().map(phrases::time).orElse("a time that is not remembered");
                    case REMOVED -> "the token was removed from Jamf Pro";
                    case NO_LONGER_WATCHED -> "depwatch no longer watches the instance";
                    case UNKNOWN -> "how is not known";
                };
    }

    private String token(Token.Key key) {
        return now.tokens().stream()
                .map(health -> health.token())
                .filter(known -> known.key().equals(key))
                .findFirst()
                .map(Phrases::token)
                .orElseGet(() -> Phrases.noun(key.kind()) + " with id " + Phrases.cut(key.id()));
    }

    private Message nothingToLookInto(Alert told) {
        String lasted = lasted(told.since(), now.at());
        List<Instance> watched =
                told.instances().stream().filter(this::isWatched).sorted().toList();
        if (watched.isEmpty()) {
            return message(
                    "No longer watched. " + about(told) + "depwatch does not watch " + Phrases.names(told.instances())
                            + " any more.",
                    List.of(),
                    "It began at " + phrases.time(told.since()) + ", " + lasted + " ago.",
                    List.of(),
                    List.of());
        }
        String again = told.kindsOfTrouble().stream()
                .sorted()
                .map(kind -> MonitoringText.again(kind, watched))
                .collect(Collectors.joining(", and "));
        return message(
                "Over after " + lasted + ". "
                        + (again.isEmpty()
                                ? about(told) + "what there was to look into is no longer found."
                                : "Monitoring: " + again + "."),
                List.of(),
                "It began at " + phrases.time(told.since()) + ", " + lasted + " ago.",
                List.of(),
                List.of());
    }

    private boolean isWatched(Instance instance) {
        return now.instances().stream()
                .anyMatch(inventory -> inventory.instance().equals(instance));
    }

    /** Of entries that held the token of another server. */
    private Message serversInOrder(Alert told) {
        boolean isTimeOver = Duration.between(told.since(), now.at()).compareTo(Finding.OTHER_SERVER_REPORTED_FOR) >= 0;
        return message(
                isTimeOver
                        ? about(told) + "no longer reported. For " + Finding.OTHER_SERVER_REPORTED_FOR.toDays()
                                + " days nobody has put the token of its own server there, so it seems intended."
                        : "Over after " + lasted(told.since(), now.at()) + ". " + about(told)
                                + "no server is without its token any more.",
                List.of(),
                "It began at " + phrases.time(told.since()) + ".",
                List.of(),
                List.of());
    }

    private Message renewed(Alert told) {
        List<Token.Key> keys = told.tokens().stream().sorted().toList();
        return message(
                about(told) + what(told) + (isOne(told) ? " no longer needs renewing" : " no longer need renewing")
                        + on(told) + ".",
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
                .orElseGet(() -> Phrases.name(key.instance()) + ": " + token(key) + " is no longer there");
    }

    private Message superseded(Alert told, Alert next) {
        return message(
                "New advice: " + next.message().headline(),
                List.of(),
                told.caseIds().isEmpty()
                        ? ""
                        : "It replaces the alert of " + phrases.time(told.since()) + " about "
                                + Phrases.cut(told.subject()) + ". The failure goes on.",
                List.of(),
                told.remedy() == next.remedy() ? List.of() : doNot(told));
    }

    private Message withdrawn(Alert told, AlertEnd.Withdrawn.Why why) {
        String began = "It began at " + phrases.time(told.since());
        if (why == AlertEnd.Withdrawn.Why.OTHERS_FAIL) {
            return message(
                    about(told) + what(told) + (isOne(told) ? " is" : " are") + " no longer among those that fail"
                            + on(told) + ".",
                    List.of(),
                    began + ", and other tokens go on to fail.",
                    List.of("Check in Jamf Pro that the last sync is recent and good."),
                    doNot(told));
        }
        return message(
                about(told) + "the alert is withdrawn. "
                        + (why == AlertEnd.Withdrawn.Why.WAITING
                                ? "Apple's service or the network fails, not the token; there is nothing to do for now."
                                : "What is known now no longer supports it; depwatch keeps watching."),
                List.of(),
                "The failure has not ended. " + began + "; you will be told if somebody has to act.",
                List.of(),
                List.of("Do not act on the earlier advice (" + advice(told.remedy()) + ")."));
    }

    private Message silenced(Alert told, AlertEnd.Silenced silenced) {
        List<Token.Key> hidden = silenced.hidden();
        String what = hidden.isEmpty()
                ? "it"
                : Phrases.counted(hidden.stream().map(Token.Key::kind).toList()) + " on "
                        + Phrases.names(hidden.stream()
                                .map(Token.Key::instance)
                                .distinct()
                                .toList());
        return message(
                "Silenced. " + about(told) + "nothing more is told of " + what + " until the end of "
                        + silenced.first().lastDay()
                        + (hidden.size() <= 1
                                ? " (" + Phrases.cut(silenced.first().reason()) + ")"
                                : "")
                        + ". The failure itself has not ended.",
                Phrases.lines(hidden.stream().map(this::hiddenLine).toList()),
                "It began at " + phrases.time(told.since()) + "."
                        + (hidden.isEmpty() || hidden.size() == told.tokens().size()
                                ? ""
                                : " What else this alert named is no longer found to fail."),
                List.of("To be told of it again before then, remove the entry from alerts.silences in depwatch.yml and "
                        + "reload depwatch."),
                List.of());
    }

    private String hiddenLine(Token.Key token) {
        return Phrases.name(token.instance()) + ": " + token(token)
                + now.silenced(token)
                        .map(silence -> ", silenced until the end of " + silence.lastDay() + ": "
                                + Phrases.cut(silence.reason()))
                        .orElse("");
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
            case TOKEN_OF_ANOTHER_SERVER -> "token of another server";
        };
    }

    /** Only advice that does harm where it is no longer right has to be taken back. */
    private static List<String> doNot(Alert told) {
        return switch (told.remedy()) {
            case REGENERATE, RELINK_SERVER, RECLAIM ->
                List.of("Do not act on the earlier advice (" + advice(told.remedy()) + ").");
            case ACCEPT_TERMS, IDENTIFY, INVESTIGATE, WAIT, RENEW -> List.of();
        };
    }

    private static String advice(Remedy remedy) {
        return switch (remedy) {
            case REGENERATE -> "regenerate";
            case ACCEPT_TERMS -> "accept the terms";
            case RELINK_SERVER -> "link the server again";
            case RECLAIM -> "reclaim the token";
            case IDENTIFY -> "find the failing token";
            case INVESTIGATE -> "investigate";
            case WAIT -> "wait";
            case RENEW -> "renew in time";
        };
    }

    /** "4 ADE tokens", or "the token" where none was known. */
    private static String what(Alert told) {
        if (told.remedy() == Remedy.ACCEPT_TERMS) {
            return "device enrolment";
        }
        if (told.remedy() == Remedy.IDENTIFY || told.tokens().isEmpty()) {
            return "the token";
        }
        return Phrases.counted(told.tokens().stream().map(Token.Key::kind).toList());
    }

    /** Where, unless the subject has said it. */
    private static String on(Alert told) {
        boolean said = told.instances().stream()
                .anyMatch(instance -> Subject.of(instance).name().equals(told.subject()));
        return said ? "" : ", on " + Phrases.names(told.instances());
    }

    private static boolean isOne(Alert told) {
        return told.remedy() == Remedy.IDENTIFY
                || told.remedy() == Remedy.ACCEPT_TERMS
                || told.tokens().size() <= 1;
    }

    private static String about(Alert told) {
        return Phrases.cut(told.subject()) + ": ";
    }

    private static String lasted(Instant since, Instant until) {
        return Phrases.period(until.isBefore(since) ? Duration.ZERO : Duration.between(since, until));
    }

    private static Message message(
            String headline, List<String> where, String why, List<String> alsoCheck, List<String> doNot) {
        return new Message(headline, where, why, "", List.of(), alsoCheck, doNot);
    }
}
