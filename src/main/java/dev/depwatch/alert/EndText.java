package dev.depwatch.alert;

import dev.depwatch.alert.AlertEnd.How;
import dev.depwatch.alert.AlertEnd.Part;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Silence;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of an alert's end. "Resolved" needs proof; mere silence is "not seen since".
 *
 * @param alert as it was last reported
 * @param now includes what is silenced
 */
record EndText(Alert alert, AlertEnd end, Format format, Assessment now) {
    private static final String CHECK_LAST_SYNC = "Check in Jamf Pro that the last sync is recent and good.";

    EndText {
        // So that the end names each token that was ever in it; of one among several that is not known.
        if (alert.remedy() != Remedy.IDENTIFY) {
            alert = alert.withMore(tokens(end.parts()).collect(Collectors.toUnmodifiableSet()));
        }
    }

    /** @param words the text of an alert that supersedes this one */
    Message message(Function<AlertFacts, Alert> words) {
        return switch (end.how()) {
            case SUPERSEDED -> superseded(words.apply(end.next().orElseThrow()));
            case SILENCED -> silenced(end.silence().orElseThrow());
            case WAITING -> withdrawn("Apple's service or the network fails, not the token; you need not act.");
            case UNSUPPORTED -> withdrawn("What is known now no longer supports it; depwatch keeps watching.");
            case OTHERS_FAIL -> othersFail();
            case NO_LONGER_FOUND -> alert.remedy() == Remedy.RENEW_CERTIFICATE ? noNewDate() : noLongerFound();
            case DATE_MOVED -> noLongerFound();
            case NO_LONGER_WATCHED -> end.parts().isEmpty() ? noLongerWatched() : over();
            case SYNCED, REPLACED, TOKEN_REMOVED, IN_PLACE, NOT_SEEN_SINCE, UNKNOWN -> over();
        };
    }

    private Message noLongerFound() {
        if (alert.tokens().isEmpty()) {
            return nothingToLookInto();
        }
        return switch (alert.remedy()) {
            case INVESTIGATE -> serversInOrder();
            case RELINK_SERVER ->
                noLonger("Apple's API no longer shows the server of " + what() + " as deleted", CHECK_LAST_SYNC);
            case RECLAIM -> noLonger("Jamf Pro no longer says that another server uses " + what(), CHECK_LAST_SYNC);
            case REGENERATE, RENEW, RENEW_CERTIFICATE, ACCEPT_TERMS, IDENTIFY, WAIT -> renewed();
        };
    }

    /** For a certificate whose date does not prove that it was renewed. */
    private Message noNewDate() {
        if (isAccountBack()) {
            return renewed();
        }
        if (!alert.tokens().isEmpty() && alert.tokens().stream().allMatch(this::isGone)) {
            return noLonger(does("is", "are") + " no longer in Jamf Pro");
        }
        return message(
                about() + "Jamf Pro no longer notifies of the certificate" + on()
                        + ". Nothing proves that it was renewed: depwatch knows no new date.",
                beganAgo(),
                "Check its date in Jamf Pro. For a push certificate, write it to depwatch.yml (pushCertificate).");
    }

    private Message over() {
        boolean isMixed = end.hows().size() > 1 && !end.isProven();
        List<Words> words =
                end.hows().stream().sorted().map(how -> words(how, isMixed)).toList();
        Words weakest = words.get(words.size() - 1);
        return message(
                isMixed
                        ? "Not all proven. " + about() + "not every token is proven to work again; see each line."
                        : weakest.headline(),
                Format.lines(end.parts().stream()
                        .filter(part -> part.how() != How.UNKNOWN)
                        .map(part -> line(part, isOneOfSeveral(part, end.parts())))
                        .distinct()
                        .toList()),
                began() + weakest.after(),
                words.stream()
                        .map(Words::check)
                        .filter(check -> !check.isEmpty())
                        .toArray(String[]::new));
    }

    /**
     * What is said of an alert that ended so.
     *
     * @param after what follows when it began
     * @param check "" if there is nothing to check
     */
    private record Words(String headline, String after, String check) {}

    /** @param isMixed whether other tokens of the alert ended in other ways */
    private Words words(How how, boolean isMixed) {
        List<Part> parts =
                end.parts().stream().filter(part -> part.how() == how).toList();
        String on = Format.names(parts.stream().map(Part::instance).collect(Collectors.toSet()));
        Optional<Instant> lastSeen =
                parts.stream().flatMap(part -> part.lastSeen().stream()).max(Comparator.naturalOrder());
        Instant closedAt = end.at().orElse(now.at());
        String after = " after " + lasted(alert.since(), closedAt) + ". " + about();
        String foundOver = " and was found to be over at " + format.time(closedAt) + ".";
        String unproven = "; this alert ended at " + format.time(closedAt) + " without a proof for all of it.";
        if (alert.remedy() == Remedy.RENEW_CERTIFICATE
                && !how.isProof()
                && how != How.TOKEN_REMOVED
                && how != How.NO_LONGER_WATCHED) {
            return new Words(
                    "Not seen since " + format.time(lastSeen.orElse(alert.since())) + ". " + about()
                            + "the log no longer reports the end of the certificate" + on()
                            + ". Silence proves no renewal.",
                    unproven,
                    "Check in Jamf Pro that the certificate has a new date, and that no notification of it is left.");
        }
        return switch (how) {
            case SYNCED, REPLACED ->
                new Words("Resolved" + after + does("works", "work") + " again" + on() + ".", foundOver, "");
            case TOKEN_REMOVED ->
                new Words("Over" + after + does("is", "are") + " no longer in Jamf Pro" + on() + ".", foundOver, "");
            case NO_LONGER_WATCHED ->
                new Words(
                        "No longer watched. " + about()
                                + (alert.instances().stream().anyMatch(now::isWatched)
                                        ? "depwatch asks another Jamf Pro for the tokens of " + on
                                                + " now; a failure that continues is reported anew."
                                        : "depwatch does not watch " + on
                                                + " any more; the failure itself may continue."),
                        isMixed ? foundOver : "; watching ended at " + format.time(closedAt) + ".",
                        isMixed ? "Nobody looks at " + on + " any more: the failure there may continue." : "");
            case IN_PLACE ->
                new Words(
                        "In place, not yet proven. " + about() + "a new token is in place" + on()
                                + ", but none of its syncs has gone well so far.",
                        unproven,
                        "A new token that has not synced proves nothing: check in Jamf Pro that its last sync is good, and"
                                + " in a cluster that the primary node runs.");
            case NOT_SEEN_SINCE ->
                new Words(
                        "Not seen since " + format.time(lastSeen.orElse(alert.since())) + ". " + about()
                                + "the failure has gone quiet on " + on
                                + ", but no successful sync proves that it is over.",
                        lastSeen.filter(time -> !isMixed)
                                .map(time -> "; the last failure came " + lasted(alert.since(), time) + " later.")
                                .orElse(unproven),
                        "Silence is no proof: check in Jamf Pro that the last sync is newer than the last failure"
                                + lastSeen.map(time -> " (" + format.time(time) + ")")
                                        .orElse("") + ".");
            case UNKNOWN ->
                new Words(
                        "Over, but how is not known. " + about() + "it is no longer found on " + on + ".",
                        isMixed
                                ? unproven
                                : ago() + " It ended while depwatch was not running, or more than an hour ago.",
                        (isMixed ? "How it ended on " + on + ", more than an hour ago, is not remembered. " : "")
                                + CHECK_LAST_SYNC);
            default -> throw new IllegalStateException("the end of no single token: " + how);
        };
    }

    private static Stream<Token.Key> tokens(List<Part> parts) {
        return parts.stream().flatMap(part -> part.token().stream());
    }

    private static boolean isOneOfSeveral(Part part, List<Part> all) {
        return tokens(all)
                        .filter(token -> token.instance().equals(part.instance()))
                        .distinct()
                        .count()
                > 1;
    }

    private String line(Part part, boolean isOneOfSeveral) {
        return Format.name(part.instance())
                + part.token()
                        .filter(token -> isOneOfSeveral)
                        .map(token -> ", " + token(token))
                        .orElse("")
                + ": "
                + part.lastSeen()
                        .filter(time -> part.how() == How.NOT_SEEN_SINCE)
                        .map(time -> "not seen since " + format.time(time))
                        .orElse(part.how().words());
    }

    private Optional<Token> known(Token.Key key) {
        return now.everyToken().filter(token -> token.key().equals(key)).findFirst();
    }

    private String token(Token.Key key) {
        return known(key).map(Format::token).orElseGet(() -> Format.token(key));
    }

    private Message nothingToLookInto() {
        List<Instance> watched =
                alert.instances().stream().filter(now::isWatched).sorted().toList();
        String again = alert.monitoringKinds().stream()
                .sorted()
                .map(kind -> MonitoringText.again(kind, watched, alert.since(), now))
                .collect(Collectors.joining(", and "));
        return message(
                overAfter()
                        + (again.isEmpty()
                                ? about() + "what there was to look into is no longer found."
                                : "Monitoring: " + again + "."),
                beganAgo());
    }

    private Message noLongerWatched() {
        String noLonger = "No longer watched. " + about() + "depwatch does not ";
        if (!alert.tokens().isEmpty()) {
            return tokensNoLongerWatched(noLonger);
        }
        List<String> organizations =
                alert.organizationsAtApple().stream().sorted().map(Format::cut).toList();
        return message(
                noLonger
                        + (organizations.isEmpty()
                                ? "watch " + Format.names(alert.instances())
                                : "ask Apple's API for " + Phrase.joined(organizations))
                        + " any more.",
                beganAgo());
    }

    /** For tokens that were to be renewed, or whose servers were to be looked at. */
    private Message tokensNoLongerWatched(String noLonger) {
        List<Token.Key> left =
                alert.tokens().stream().filter(AlertEnds.watched(now).negate()).toList();
        return message(
                noLonger + "watch " + counted(left)
                        + " any more, on "
                        + instances(left)
                        + "; nobody knows whether what the alert asked for was done.",
                lines(alert.tokens(), token -> left.contains(token) ? " is no longer watched" : expiry(token)),
                began() + ".");
    }

    /** For entries that held the token of another server. */
    private Message serversInOrder() {
        boolean isTimeOver =
                Duration.between(alert.since(), now.at()).compareTo(Finding.OTHER_SERVER_REPORTED_FOR) >= 0;
        return message(
                isTimeOver
                        ? about() + "no longer reported. For " + Finding.OTHER_SERVER_REPORTED_FOR.toDays()
                                + " days nobody has put the token of its own server there, so it seems intended."
                        : overAfter() + about() + "no server is without its token any more.",
                began() + ".");
    }

    private Message noLonger(String what, String... alsoCheck) {
        return message(overAfter() + about() + what + on() + ".", began() + ".", alsoCheck);
    }

    /** Whether the newest reading of its instance lists it no more. */
    private boolean isGone(Token.Key key) {
        return known(key).isEmpty()
                && now.instances().stream()
                        .anyMatch(inventory -> inventory.instance().equals(key.instance())
                                && inventory.isReadSince(alert.since(), key.kind()));
    }

    private boolean isAccountBack() {
        Optional<AppleId> owner = alert.subject().valueOf(Subject.Kind.APPLE_ID).flatMap(AppleId::of);
        return alert.aspects().contains(Finding.Hint.OWNER_ACCOUNT_OUT.name())
                && owner.filter(this::isUsableAgain).isPresent()
                && alert.tokens().stream()
                        .allMatch(key -> known(key).map(Token::owner).equals(Optional.of(owner)));
    }

    private Message renewed() {
        if (isAccountBack()) {
            return message(
                    overAfter() + about() + "Apple lists the account as active again, so " + does("needs", "need")
                            + " no renewal because of it" + on() + ".",
                    lines(alert.tokens(), token -> ""),
                    began() + ".",
                    alert.remedy() == Remedy.RENEW
                            ? CHECK_LAST_SYNC + " If Apple refuses a token, depwatch reports it."
                            : "Check its date in Jamf Pro.");
        }
        return message(
                about() + does("no longer needs renewing", "no longer need renewing") + on() + ".",
                lines(alert.tokens(), this::expiry),
                "");
    }

    private boolean isUsableAgain(AppleId owner) {
        return now.apple().organizations().stream()
                .flatMap(organization -> organization.account(owner).stream())
                .anyMatch(account -> !account.status().isOut());
    }

    private String expiry(Token.Key key) {
        return known(key)
                .map(token -> token.expiry()
                        .map(expiry -> ", now expires " + format.expiry(expiry))
                        .orElse(", its expiry is no longer known"))
                .orElse(" is no longer there");
    }

    private Message superseded(Alert next) {
        return message(
                        "New advice: " + next.message().headline(),
                        alert.caseIds().isEmpty()
                                ? ""
                                : "It replaces the alert of " + format.time(alert.since()) + " about "
                                        + Format.cut(alert.subject().name()) + ". The failure continues.")
                .withDoNot(alert.remedy() == next.remedy() ? List.of() : doNot());
    }

    private Message othersFail() {
        return message(
                        about() + does("is", "are") + " no longer among those that fail" + on() + ".",
                        began() + ", and other tokens still fail.",
                        CHECK_LAST_SYNC)
                .withDoNot(doNot());
    }

    private Message withdrawn(String why) {
        return message(
                        about() + "the alert is withdrawn. " + why,
                        "The failure has not ended. " + began() + "; depwatch notifies you if somebody must act.")
                .withDoNot(List.of(doNotActOn()));
    }

    private Message silenced(Silence first) {
        List<Token.Key> hidden = end.silenced().toList();
        List<Part> others =
                end.parts().stream().filter(part -> part.how() != How.SILENCED).toList();
        String until = " until the end of " + first.lastDay()
                + (hidden.size() <= 1 ? " (" + Format.cut(first.reason()) + ")" : "") + ". ";
        String what = hidden.isEmpty() ? "it" : counted(hidden) + " on " + instances(hidden);
        String them = hidden.size() == 1 ? "it" : "them";
        boolean isAllHidden =
                hidden.isEmpty() || hidden.size() == alert.tokens().size() || !others.isEmpty();
        return message(
                "Silenced. " + about()
                        + (others.isEmpty()
                                ? "depwatch sends nothing more about " + what + until
                                        + stillTrue(Math.max(1, hidden.size()))
                                : what + (hidden.size() == 1 ? " still fails" : " still fail")
                                        + ", and depwatch sends nothing more about " + them + until + others(others)),
                Stream.concat(
                                lines(hidden, this::silenced).stream(),
                                others.stream().map(part -> line(part, true)))
                        .toList(),
                alert.remedy().isRenewal()
                        ? ""
                        : began() + "."
                                + (isAllHidden ? "" : " What else this alert named is no longer found to fail."),
                "To be notified again before then, run depwatch silence with --end; if the silence stands in depwatch.yml"
                        + " (alerts.silences), remove it there and reload depwatch.");
    }

    private static String others(List<Part> others) {
        boolean isOne = others.size() == 1;
        return others.stream().allMatch(part -> part.how().isProof())
                ? isOne ? "The other one works again." : "The others work again."
                : "How it ended for " + (isOne ? "the other one: see its line." : "the others: see each line.");
    }

    private String stillTrue(int tokens) {
        if (alert.remedy().isRenewal() && !alert.aspects().contains(Finding.Hint.CERTIFICATE_IS_OVER.name())) {
            return tokens > 1
                    ? "They still expire."
                    : "The " + (alert.remedy() == Remedy.RENEW ? "token" : "certificate") + " still expires.";
        }
        return alert.monitoringKinds().isEmpty()
                ? "The failure itself has not ended."
                : "depwatch still cannot see what it should.";
    }

    private String silenced(Token.Key token) {
        return now.silenced(token)
                .map(silence ->
                        ", silenced until the end of " + silence.lastDay() + ": " + Format.cut(silence.reason()))
                .orElse("");
    }

    /** The end withdraws only advice that does harm once it is no longer right. */
    private List<String> doNot() {
        return alert.remedy().changesAFailingToken() ? List.of(doNotActOn()) : List.of();
    }

    private String doNotActOn() {
        return "Do not act on the earlier advice (" + alert.remedy().words() + ").";
    }

    /** "4 ADE tokens", or "the token" if none was known. */
    private String what() {
        if (alert.remedy() == Remedy.ACCEPT_TERMS) {
            return "device enrolment";
        }
        return alert.remedy() == Remedy.IDENTIFY || alert.tokens().isEmpty() ? "the token" : counted(alert.tokens());
    }

    private String does(String one, String several) {
        boolean isOne = alert.remedy() == Remedy.IDENTIFY
                || alert.remedy() == Remedy.ACCEPT_TERMS
                || alert.tokens().size() <= 1;
        return what() + " " + (isOne ? one : several);
    }

    private static String counted(Collection<Token.Key> tokens) {
        return Format.counted(tokens.stream().map(Token.Key::kind).toList());
    }

    private static String instances(Collection<Token.Key> tokens) {
        return Format.names(tokens.stream().map(Token.Key::instance).collect(Collectors.toSet()));
    }

    /** Each token, with what is to say of it. */
    private List<String> lines(Collection<Token.Key> tokens, Function<Token.Key, String> more) {
        return Format.lines(tokens.stream()
                .sorted()
                .map(token -> Format.name(token.instance()) + ": " + token(token) + more.apply(token))
                .toList());
    }

    /** The instances, unless the subject names them. */
    private String on() {
        boolean said = alert.instances().stream()
                .anyMatch(instance -> Subject.of(instance).equals(alert.subject()));
        return said ? "" : ", on " + Format.names(alert.instances());
    }

    private String began() {
        return "It began at " + format.time(alert.since());
    }

    private String beganAgo() {
        return began() + ago();
    }

    private String ago() {
        return ", " + lasted(alert.since(), now.at()) + " ago.";
    }

    private String overAfter() {
        return "Over after " + lasted(alert.since(), now.at()) + ". ";
    }

    private String about() {
        return Format.cut(alert.subject().name()) + ": ";
    }

    private static String lasted(Instant since, Instant until) {
        return TimeFormat.period(until.isBefore(since) ? Duration.ZERO : Duration.between(since, until));
    }

    private static Message message(String headline, String why, String... alsoCheck) {
        return message(headline, List.of(), why, alsoCheck);
    }

    private static Message message(String headline, List<String> where, String why, String... alsoCheck) {
        return new Message(headline, Message.Line.all(where), why, "", List.of(), List.of(alsoCheck), List.of());
    }
}
