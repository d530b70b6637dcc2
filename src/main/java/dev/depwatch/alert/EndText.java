package dev.depwatch.alert;

import dev.depwatch.alert.AlertEnd.How;
import dev.depwatch.alert.AlertEnd.Part;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Silence;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of an alert's end. "Resolved" needs proof; mere silence is "not seen since". */
final class EndText {
    private final Format format;
    private final Assessment now;
    private final Function<AlertGroup, Alert> words;

    /** @param words the text of an alert that supersedes another */
    EndText(Format format, Assessment now, Function<AlertGroup, Alert> words) {
        this.format = format;
        this.now = now;
        this.words = words;
    }

    Message of(Alert alert, AlertEnd end) {
        return switch (end.how()) {
            case SUPERSEDED -> superseded(alert, words.apply(end.next().orElseThrow()));
            case SILENCED -> silenced(alert, end, end.silence().orElseThrow());
            case WAITING -> withdrawn(alert, "Apple's service or the network fails, not the token; you need not act.");
            case UNSUPPORTED -> withdrawn(alert, "What is known now no longer supports it; depwatch keeps watching.");
            case OTHERS_FAIL -> othersFail(alert);
            case NO_LONGER_FOUND ->
                alert.remedy() == Remedy.RENEW_CERTIFICATE ? notificationGone(alert) : noLongerFound(alert);
            case DATE_MOVED -> noLongerFound(alert);
            case NO_LONGER_WATCHED -> end.parts().isEmpty() ? noLongerWatched(alert) : over(alert, end);
            case SYNCED, REPLACED, TOKEN_REMOVED, IN_PLACE, NOT_SEEN_SINCE, UNKNOWN -> over(alert, end);
        };
    }

    private Message noLongerFound(Alert alert) {
        if (alert.tokens().isEmpty()) {
            return nothingToLookInto(alert);
        }
        return switch (alert.remedy()) {
            case INVESTIGATE -> serversInOrder(alert);
            case RELINK_SERVER -> serverIsBack(alert);
            case REGENERATE, RENEW, RENEW_CERTIFICATE, RECLAIM, ACCEPT_TERMS, IDENTIFY, WAIT -> renewed(alert);
        };
    }

    /** No date proves that the certificate was renewed. */
    private Message notificationGone(Alert alert) {
        return message(
                about(alert) + "Jamf Pro no longer notifies of the certificate" + on(alert)
                        + ". Nothing proves that it was renewed: depwatch knows no new date.",
                List.of(),
                beganAgo(alert),
                List.of(
                        "Check its date in Jamf Pro. For a push certificate, write it to depwatch.yml (pushCertificate)."),
                List.of());
    }

    private Message over(Alert last, AlertEnd end) {
        Alert alert = last.remedy() == Remedy.IDENTIFY
                ? last
                : last.withMore(tokens(end.parts().stream()).collect(Collectors.toUnmodifiableSet()));
        Set<How> hows = end.hows();
        Instant closedAt = end.at().orElse(now.at());
        if (hows.equals(Set.of(How.UNKNOWN))) {
            return message(
                    "Over, but how is not known. " + about(alert) + "it is no longer found on "
                            + Format.names(alert.instances()) + ".",
                    List.of(),
                    beganAgo(alert) + " It ended while depwatch was not running, or more than an hour ago.",
                    List.of("Check in Jamf Pro that the last sync is recent."),
                    List.of());
        }
        List<Part> remembered =
                end.parts().stream().filter(part -> part.how() != How.UNKNOWN).toList();
        Optional<Instant> lastSeen = lastSeen(end.parts().stream());
        boolean isEachCauseKnown =
                remembered.stream().allMatch(part -> part.cause().isPresent());
        return message(
                headline(alert, end, closedAt, lastSeen.orElse(alert.since())),
                Format.lines(remembered.stream()
                        .map(part -> line(part, isOneOfSeveral(part, end.parts()), isEachCauseKnown))
                        .distinct()
                        .toList()),
                why(alert, hows, closedAt, lastSeen),
                alsoCheck(end),
                List.of());
    }

    private List<String> alsoCheck(AlertEnd end) {
        List<String> alsoCheck = new ArrayList<>();
        if (end.hows().contains(How.NOT_SEEN_SINCE)) {
            alsoCheck.add("Silence is no proof: check in Jamf Pro that the last sync is newer than the last failure"
                    + lastSeen(those(end, How.NOT_SEEN_SINCE))
                            .map(time -> " (" + format.time(time) + ")")
                            .orElse("")
                    + ".");
        }
        if (end.hows().contains(How.IN_PLACE)) {
            alsoCheck.add(
                    "A new token that has not synced proves nothing: check in Jamf Pro that its last sync is good, and in"
                            + " a cluster that the primary node runs.");
        }
        if (end.hows().contains(How.NO_LONGER_WATCHED) && end.hows().size() > 1) {
            alsoCheck.add("Nobody looks at " + names(those(end, How.NO_LONGER_WATCHED))
                    + " any more: the failure there may continue.");
        }
        if (end.hows().contains(How.UNKNOWN)) {
            alsoCheck.add("How it ended on " + names(those(end, How.UNKNOWN))
                    + ", more than an hour ago, is not remembered: check in Jamf Pro that the last sync is recent.");
        }
        return alsoCheck;
    }

    private static Stream<Part> those(AlertEnd end, How how) {
        return end.parts().stream().filter(part -> part.how() == how);
    }

    private static String names(Stream<Part> parts) {
        return Format.names(parts.map(Part::instance).collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Stream<Token.Key> tokens(Stream<Part> parts) {
        return parts.flatMap(part -> part.token().stream());
    }

    private static Optional<Instant> lastSeen(Stream<Part> parts) {
        return parts.flatMap(part -> part.lastSeen().stream()).max(Comparator.naturalOrder());
    }

    private String why(Alert alert, Set<How> hows, Instant closedAt, Optional<Instant> lastSeen) {
        String began = began(alert);
        if (hows.equals(Set.of(How.NOT_SEEN_SINCE)) && lastSeen.isPresent()) {
            return began + "; the last failure came " + lasted(alert.since(), lastSeen.get()) + " later.";
        }
        if (hows.contains(How.IN_PLACE) || hows.contains(How.NOT_SEEN_SINCE) || hows.contains(How.UNKNOWN)) {
            return began + "; this alert ended at " + format.time(closedAt) + " without a proof for all of it.";
        }
        return began
                + (hows.equals(Set.of(How.NO_LONGER_WATCHED))
                        ? "; watching ended at " + format.time(closedAt) + "."
                        : " and was found to be over at " + format.time(closedAt) + ".");
    }

    private String headline(Alert alert, AlertEnd end, Instant closedAt, Instant lastSeen) {
        String after = " after " + lasted(alert.since(), closedAt) + ". ";
        if (end.isProven()) {
            return "Resolved" + after + about(alert) + what(alert) + (isOne(alert) ? " works" : " work") + " again"
                    + on(alert) + ".";
        }
        String over = "Over" + after + about(alert);
        if (end.hows().size() > 1) {
            return "Not all proven. " + about(alert) + "not every token is proven to work again; see each line.";
        }
        return switch (end.how()) {
            case NOT_SEEN_SINCE ->
                "Not seen since " + format.time(lastSeen) + ". " + about(alert) + "the failure has gone quiet on "
                        + Format.names(alert.instances()) + ", but no successful sync proves that it is over.";
            case IN_PLACE ->
                "In place, not yet proven. " + about(alert) + "a new token is in place" + on(alert)
                        + ", but none of its syncs has gone well so far.";
            case TOKEN_REMOVED ->
                over + what(alert) + (isOne(alert) ? " is" : " are") + " no longer in Jamf Pro" + on(alert) + ".";
            case NO_LONGER_WATCHED ->
                "No longer watched. " + about(alert)
                        + (alert.instances().stream().anyMatch(this::isWatched)
                                ? "depwatch asks another Jamf Pro for the tokens of " + Format.names(alert.instances())
                                        + " now; a failure that continues is reported anew."
                                : "depwatch does not watch " + Format.names(alert.instances())
                                        + " any more; the failure itself may continue.");
            default -> throw new IllegalStateException("an end with other words: " + end);
        };
    }

    private static boolean isOneOfSeveral(Part part, List<Part> all) {
        return tokens(all.stream().filter(other -> other.instance().equals(part.instance())))
                        .distinct()
                        .count()
                > 1;
    }

    /** @param withCause lines of one alert differ in how it ended, not in what happens to be remembered */
    private String line(Part part, boolean isOneOfSeveral, boolean withCause) {
        return Format.name(part.instance())
                + part.token()
                        .filter(token -> isOneOfSeveral)
                        .map(token -> ", " + token(token))
                        .orElse("")
                + part.cause()
                        .filter(cause -> withCause)
                        .map(cause -> " (" + cause.words() + ")")
                        .orElse("")
                + ": "
                + part.lastSeen()
                        .filter(time -> part.how() == How.NOT_SEEN_SINCE)
                        .map(time -> "not seen since " + format.time(time))
                        .orElse(part.how().words());
    }

    private Optional<Token> known(Token.Key key) {
        return now.tokens().stream()
                .map(TokenHealth::token)
                .filter(token -> token.key().equals(key))
                .findFirst();
    }

    private String token(Token.Key key) {
        return known(key)
                .map(Format::token)
                .orElseGet(() -> Format.noun(key.kind()) + " with id " + Format.cut(key.id()));
    }

    private Message nothingToLookInto(Alert alert) {
        String lasted = lasted(alert.since(), now.at());
        List<Instance> watched =
                alert.instances().stream().filter(this::isWatched).sorted().toList();
        String again = alert.monitoringKinds().stream()
                .sorted()
                .map(kind -> MonitoringText.again(kind, watched, alert.since(), now))
                .collect(Collectors.joining(", and "));
        return message(
                "Over after " + lasted + ". "
                        + (again.isEmpty()
                                ? about(alert) + "what there was to look into is no longer found."
                                : "Monitoring: " + again + "."),
                beganAgo(alert));
    }

    private Message noLongerWatched(Alert alert) {
        if (!alert.tokens().isEmpty()) {
            return tokensNoLongerWatched(alert);
        }
        List<String> organizations =
                alert.organizationsAtApple().stream().sorted().map(Format::cut).toList();
        return message(
                "No longer watched. " + about(alert) + "depwatch does not "
                        + (organizations.isEmpty()
                                ? "watch " + Format.names(alert.instances())
                                : "ask Apple's API for " + Format.joined(organizations))
                        + " any more.",
                beganAgo(alert));
    }

    /** For tokens that were to be renewed, or whose servers were to be looked at. */
    private Message tokensNoLongerWatched(Alert alert) {
        List<Token.Key> left = alert.tokens().stream()
                .filter(AlertEnds.watched(now).negate())
                .sorted()
                .toList();
        return message(
                "No longer watched. " + about(alert) + "depwatch does not watch "
                        + Format.counted(left.stream().map(Token.Key::kind).toList()) + " any more, on "
                        + Format.names(left.stream()
                                .map(Token.Key::instance)
                                .distinct()
                                .toList())
                        + "; nobody knows whether what the alert asked for was done.",
                Format.lines(alert.tokens().stream()
                        .sorted()
                        .map(token -> left.contains(token)
                                ? Format.name(token.instance()) + ": " + token(token) + " is no longer watched"
                                : expiry(token))
                        .toList()),
                began(alert) + ".",
                List.of(),
                List.of());
    }

    private boolean isWatched(Instance instance) {
        return now.instances().stream()
                .anyMatch(inventory -> inventory.instance().equals(instance));
    }

    /** For entries that held the token of another server. */
    private Message serversInOrder(Alert alert) {
        boolean isTimeOver =
                Duration.between(alert.since(), now.at()).compareTo(Finding.OTHER_SERVER_REPORTED_FOR) >= 0;
        return message(
                isTimeOver
                        ? about(alert) + "no longer reported. For " + Finding.OTHER_SERVER_REPORTED_FOR.toDays()
                                + " days nobody has put the token of its own server there, so it seems intended."
                        : "Over after " + lasted(alert.since(), now.at()) + ". " + about(alert)
                                + "no server is without its token any more.",
                began(alert) + ".");
    }

    private Message serverIsBack(Alert alert) {
        return message(
                "Over after " + lasted(alert.since(), now.at()) + ". " + about(alert)
                        + "Apple's API no longer shows the server of " + what(alert) + " as deleted" + on(alert) + ".",
                List.of(),
                began(alert) + ".",
                List.of("Check in Jamf Pro that the last sync is recent and good."),
                List.of());
    }

    private Message renewed(Alert alert) {
        List<Token.Key> keys = alert.tokens().stream().sorted().toList();
        Optional<AppleId> owner = alert.subject().valueOf(Subject.Kind.APPLE_ID).flatMap(AppleId::of);
        if (alert.aspects().contains(Finding.Hint.OWNER_ACCOUNT_OUT.name())
                && owner.filter(this::isUsableAgain).isPresent()
                && keys.stream().allMatch(key -> known(key).map(Token::owner).equals(Optional.of(owner)))) {
            return message(
                    "Over after " + lasted(alert.since(), now.at()) + ". " + about(alert)
                            + "Apple lists the account as active again, so "
                            + what(alert) + (isOne(alert) ? " needs" : " need") + " no renewal because of it"
                            + on(alert)
                            + ".",
                    Format.lines(keys.stream()
                            .map(key -> Format.name(key.instance()) + ": " + token(key))
                            .toList()),
                    began(alert) + ".",
                    List.of(
                            "Check in Jamf Pro that the last sync is recent and good. If Apple refuses a token, depwatch"
                                    + " reports it."),
                    List.of());
        }
        return message(
                about(alert) + what(alert) + (isOne(alert) ? " no longer needs renewing" : " no longer need renewing")
                        + on(alert) + ".",
                Format.lines(keys.stream().map(this::expiry).toList()),
                "",
                List.of(),
                List.of());
    }

    private boolean isUsableAgain(AppleId owner) {
        return now.apple().organizations().stream()
                .flatMap(organization -> organization.account(owner).stream())
                .anyMatch(account -> !account.status().isOut());
    }

    private String expiry(Token.Key key) {
        return known(key)
                .map(token -> Format.name(key.instance()) + ": " + Format.token(token)
                        + token.expiry()
                                .map(expiry -> ", now expires " + format.expiry(expiry))
                                .orElse(", its expiry is no longer known"))
                .orElseGet(() -> Format.name(key.instance()) + ": " + token(key) + " is no longer there");
    }

    private Message superseded(Alert alert, Alert next) {
        return message(
                "New advice: " + next.message().headline(),
                List.of(),
                alert.caseIds().isEmpty()
                        ? ""
                        : "It replaces the alert of " + format.time(alert.since()) + " about "
                                + Format.cut(alert.subject().name()) + ". The failure continues.",
                List.of(),
                alert.remedy() == next.remedy() ? List.of() : doNot(alert));
    }

    private Message othersFail(Alert alert) {
        return message(
                about(alert) + what(alert) + (isOne(alert) ? " is" : " are") + " no longer among those that fail"
                        + on(alert) + ".",
                List.of(),
                began(alert) + ", and other tokens still fail.",
                List.of("Check in Jamf Pro that the last sync is recent and good."),
                doNot(alert));
    }

    private Message withdrawn(Alert alert, String why) {
        return message(
                about(alert) + "the alert is withdrawn. " + why,
                List.of(),
                "The failure has not ended. " + began(alert) + "; depwatch notifies you if somebody must act.",
                List.of(),
                List.of("Do not act on the earlier advice (" + alert.remedy().words() + ")."));
    }

    private Message silenced(Alert alert, AlertEnd end, Silence first) {
        List<Token.Key> hidden = end.silenced().toList();
        List<Part> others =
                end.parts().stream().filter(part -> part.how() != How.SILENCED).toList();
        String until = " until the end of " + first.lastDay()
                + (hidden.size() <= 1 ? " (" + Format.cut(first.reason()) + ")" : "") + ". ";
        String what = hidden.isEmpty()
                ? "it"
                : Format.counted(hidden.stream().map(Token.Key::kind).toList()) + " on "
                        + Format.names(hidden.stream()
                                .map(Token.Key::instance)
                                .distinct()
                                .toList());
        String them = hidden.size() == 1 ? "it" : "them";
        boolean isAllHidden =
                hidden.isEmpty() || hidden.size() == alert.tokens().size() || !others.isEmpty();
        return message(
                "Silenced. " + about(alert)
                        + (others.isEmpty()
                                ? "depwatch sends nothing more about " + what + until
                                        + stillTrue(alert, Math.max(1, hidden.size()))
                                : what + (hidden.size() == 1 ? " still fails" : " still fail")
                                        + ", and depwatch sends nothing more about " + them + until + others(others)),
                Format.lines(Stream.concat(
                                hidden.stream().map(this::hiddenLine),
                                others.stream().map(part -> line(part, true, false)))
                        .toList()),
                alert.remedy() == Remedy.RENEW
                        ? ""
                        : began(alert) + "."
                                + (isAllHidden ? "" : " What else this alert named is no longer found to fail."),
                List.of("To be notified again before then, run depwatch silence with --end; if the silence stands in"
                        + " depwatch.yml (alerts.silences), remove it there and reload depwatch."),
                List.of());
    }

    private static String others(List<Part> others) {
        boolean isOne = others.size() == 1;
        return others.stream().allMatch(part -> part.how().isProof())
                ? isOne ? "The other one works again." : "The others work again."
                : "How it ended for " + (isOne ? "the other one: see its line." : "the others: see each line.");
    }

    private static String stillTrue(Alert alert, int tokens) {
        if (alert.remedy() == Remedy.RENEW) {
            return tokens == 1 ? "The token still expires." : "The tokens still expire.";
        }
        return alert.monitoringKinds().isEmpty()
                ? "The failure itself has not ended."
                : "depwatch still cannot see what it should.";
    }

    private String hiddenLine(Token.Key token) {
        return Format.name(token.instance()) + ": " + token(token)
                + now.silenced(token)
                        .map(silence -> ", silenced until the end of " + silence.lastDay() + ": "
                                + Format.cut(silence.reason()))
                        .orElse("");
    }

    /** The end withdraws only advice that does harm once it is no longer right. */
    private static List<String> doNot(Alert alert) {
        return switch (alert.remedy()) {
            case REGENERATE, RELINK_SERVER, RECLAIM ->
                List.of("Do not act on the earlier advice (" + alert.remedy().words() + ").");
            case ACCEPT_TERMS, IDENTIFY, INVESTIGATE, WAIT, RENEW, RENEW_CERTIFICATE -> List.of();
        };
    }

    /** "4 ADE tokens", or "the token" if none was known. */
    private static String what(Alert alert) {
        if (alert.remedy() == Remedy.ACCEPT_TERMS) {
            return "device enrolment";
        }
        if (alert.remedy() == Remedy.IDENTIFY || alert.tokens().isEmpty()) {
            return "the token";
        }
        return Format.counted(alert.tokens().stream().map(Token.Key::kind).toList());
    }

    /** The instances, unless the subject names them. */
    private static String on(Alert alert) {
        boolean said = alert.instances().stream()
                .anyMatch(instance -> Subject.of(instance).equals(alert.subject()));
        return said ? "" : ", on " + Format.names(alert.instances());
    }

    private static boolean isOne(Alert alert) {
        return alert.remedy() == Remedy.IDENTIFY
                || alert.remedy() == Remedy.ACCEPT_TERMS
                || alert.tokens().size() <= 1;
    }

    private String began(Alert alert) {
        return "It began at " + format.time(alert.since());
    }

    private String beganAgo(Alert alert) {
        return began(alert) + ", " + lasted(alert.since(), now.at()) + " ago.";
    }

    private static String about(Alert alert) {
        return Format.cut(alert.subject().name()) + ": ";
    }

    private static String lasted(Instant since, Instant until) {
        return TimeFormat.period(until.isBefore(since) ? Duration.ZERO : Duration.between(since, until));
    }

    private static Message message(String headline, String why) {
        return message(headline, List.of(), why, List.of(), List.of());
    }

    private static Message message(
            String headline, List<String> where, String why, List<String> alsoCheck, List<String> doNot) {
        return new Message(
                headline, where.stream().map(Message.Line::of).toList(), why, "", List.of(), alsoCheck, doNot);
    }
}
