package dev.depwatch.alert;

import dev.depwatch.alert.AlertEnd.How;
import dev.depwatch.alert.AlertEnd.Part;
import dev.depwatch.apple.Account;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue.Kind;
import dev.depwatch.assess.Silence;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of an alert's end. "Resolved" needs proof; mere silence is "not seen since".
 *
 * @param alert as it was last reported
 * @param next the alert as which it continues
 * @param now includes what is silenced
 */
record EndText(Alert alert, AlertEnd end, Optional<Alert> next, Format format, Assessment now) {
    private static final String CHECK_LAST_SYNC = "Check in Jamf Pro that the last sync is recent and good.";

    EndText {
        // So that the end names each token that was ever in it; of one among several that is not known.
        if (alert.remedy() != Remedy.IDENTIFY) {
            alert = alert.withMore(tokens(end.parts().stream()).collect(Collectors.toUnmodifiableSet()));
        }
    }

    Message message() {
        boolean isMixed = end.isMixed();
        List<Words> words = (isMixed ? end.hows().stream().sorted() : Stream.of(end.how()))
                .map(this::words)
                .toList();
        return new Message(
                isMixed ? mixed() : words.get(0).headline(),
                Format.unlinked(end.parts().stream().map(this::line).distinct().sorted()),
                why(),
                "",
                List.of(),
                words.stream()
                        .map(Words::check)
                        .filter(check -> !check.isEmpty())
                        .toList(),
                doNot());
    }

    /**
     * What is said of an alert that ended so.
     *
     * @param check "" if there is nothing to check
     */
    private record Words(String headline, String check) {
        Words(String headline) {
            this(headline, "");
        }
    }

    private Words words(How how) {
        if (alert.remedy() == Remedy.RENEW_CERTIFICATE && (how == How.NOT_SEEN_SINCE || how == How.UNKNOWN)) {
            return certificate(how);
        }
        return switch (how) {
            case SYNCED, REPLACED ->
                new Words(after("Resolved")
                        + (alert.remedy() == Remedy.ACCEPT_TERMS ? "device enrolment works" : does("works", "work"))
                        + " again" + on() + ".");
            case TOKEN_REMOVED ->
                new Words((hasNotBegun() ? about() : after("Over"))
                        + (alert.isAbout(TokenKind.GSX)
                                ? "depwatch finds no GSX certificate any more" + on()
                                        + ": the connection is off in Jamf Pro, or jamf.gsx is not set."
                                : does("is", "are") + " no longer in Jamf Pro" + on() + "."));
            case NO_LONGER_WATCHED -> new Words("No longer watched. " + about() + noLongerWatched());
            case IN_PLACE ->
                new Words(
                        "In place, not yet proven. " + about()
                                + (alert.tokens().size() > 1 ? "new tokens are" : "a new token is") + " in place" + on()
                                + ", without a good sync so far.",
                        "A new token that has not synced proves nothing: check in Jamf Pro that its last sync is good, and"
                                + " in a cluster that the primary node runs.");
            case NOT_SEEN_SINCE ->
                new Words(
                        notSeen() + "the failure has gone quiet" + on()
                                + ", but no successful sync proves that it is over.",
                        "Quiet is no proof: check in Jamf Pro that the last sync is newer than the last failure ("
                                + format.time(lastSeen()) + ").");
            case UNKNOWN ->
                new Words(
                        "How it ended is not known. " + about() + "the failure is no longer found" + on() + ".",
                        "What ended while depwatch was not running, or more than an hour ago, is not remembered. "
                                + CHECK_LAST_SYNC);
            case SUPERSEDED ->
                new Words("New advice: " + next.orElseThrow().message().headline());
            case SILENCED -> silenced(end.silence().orElseThrow());
            case WAITING ->
                new Words(about() + "the alert is withdrawn. Apple's service or the network fails, not the token; you"
                        + " need not act.");
            case UNSUPPORTED ->
                new Words(about() + "the alert is withdrawn. What is known now no longer supports it; depwatch keeps"
                        + " watching.");
            case OTHERS_FAIL ->
                new Words(
                        about() + does("is", "are") + " no longer among those that fail" + on() + ".", CHECK_LAST_SYNC);
            case DATE_MOVED, NO_LONGER_FOUND -> noLongerFound(how);
        };
    }

    /** "2 of 4 ADE tokens are known to work again."; each line names its instance. */
    private String mixed() {
        long proven = end.parts().stream().filter(part -> part.how().isProof()).count();
        List<TokenKind> kinds =
                tokens(end.parts().stream()).map(Token.Key::kind).toList();
        boolean isOfOneKind =
                kinds.size() == end.parts().size() && kinds.stream().distinct().count() == 1;
        return (end.how() == How.TOKEN_REMOVED ? after("Over") : "Not all proven. " + about())
                + (proven == 0 ? "none" : String.valueOf(proven)) + " of "
                + (isOfOneKind ? Format.counted(kinds) : end.parts().size()) + (proven < 2 ? " is" : " are")
                + " known to "
                + (alert.remedy().isRenewal() ? "be renewed." : "work again.");
    }

    /** When it began, and what its end rests on. */
    private String why() {
        String began = "It began at " + format.time(alert.since());
        String endedAt = format.timeAfter(alert.since(), endedAt());
        return switch (end.how()) {
            case SYNCED, REPLACED, TOKEN_REMOVED ->
                hasNotBegun() ? "" : began + " and was found to be over at " + endedAt + ".";
            case NO_LONGER_WATCHED, IN_PLACE, NOT_SEEN_SINCE, UNKNOWN ->
                (isWarning() ? "This" : began + "; this") + " alert ended at " + endedAt
                        + (EnumSet.range(How.NO_LONGER_WATCHED, How.UNKNOWN).containsAll(end.hows())
                                ? ", but nothing proves that "
                                        + (alert.caseIds().isEmpty() ? "what it reported" : "the failure") + " is over."
                                : ", but not all of it is proven.");
            case SUPERSEDED ->
                "It replaces the alert" + (isWarning() ? "" : " of " + format.time(alert.since())) + " about "
                        + Format.cut(alert.subject().name()) + "."
                        + (alert.caseIds().isEmpty() ? "" : " The failure continues.");
            case WAITING, UNSUPPORTED ->
                "The failure has not ended. " + began + "; depwatch notifies you if somebody must act.";
            case OTHERS_FAIL -> began + ", and other tokens still fail.";
            case NO_LONGER_FOUND, DATE_MOVED -> isWarning() ? "" : began + ".";
            case SILENCED ->
                hasNotBegun()
                        ? ""
                        : began + "."
                                + (!end.parts().isEmpty()
                                                && tokens(end.parts().stream()).count()
                                                        < alert.tokens().size()
                                        ? " What else this alert named is no longer found to fail."
                                        : "");
        };
    }

    /** The end withdraws only advice that does harm once it is no longer right; of a withdrawn alert, any. */
    private List<String> doNot() {
        boolean isInDoubt = end.how() == How.WAITING || end.how() == How.UNSUPPORTED;
        // Whoever finds the one that fails changes it: that stays right only if it needs a change.
        boolean isOneOfSeveral = alert.remedy() == Remedy.IDENTIFY;
        boolean isReplaced = next.map(Alert::remedy).stream()
                .anyMatch(other -> other != alert.remedy() && !(isOneOfSeveral && other.changesAFailingToken()));
        boolean doesHarm = (isOneOfSeveral || alert.remedy().changesAFailingToken())
                && (isReplaced || end.how() == How.OTHERS_FAIL);
        return isInDoubt || doesHarm
                ? List.of("Do not act on the earlier advice (" + alert.remedy().words() + ").")
                : List.of();
    }

    private String line(Part part) {
        Optional<String> own = switch (part.how()) {
            case NOT_SEEN_SINCE -> part.lastSeen().map(time -> "not seen since " + format.time(time));
            case SILENCED ->
                part.token()
                        .flatMap(now::silenced)
                        .map(silence -> "silenced until the end of " + silence.lastDay() + " ("
                                + Format.cut(silence.reason()) + ")");
            case DATE_MOVED ->
                part.token()
                        .flatMap(this::known)
                        .map(token -> token.expiry()
                                .map(expiry -> "expires " + format.expiry(expiry))
                                .orElse("its expiry is no longer known"))
                        .or(() -> Optional.of("it is no longer there"));
            default -> Optional.empty();
        };
        return Format.name(part.instance())
                + part.token()
                        .filter(token -> isNamed(part))
                        .map(key -> ", " + known(key).map(Format::token).orElseGet(() -> Format.token(key)))
                        .orElse("")
                + ": "
                + own.orElse(part.how().words());
    }

    /** Of a failure the instance says enough, unless several of its tokens failed. */
    private boolean isNamed(Part part) {
        return part.how() == How.SILENCED
                || part.how() == How.DATE_MOVED
                || (part.how() == How.TOKEN_REMOVED && alert.remedy().isRenewal())
                || tokens(end.parts().stream())
                        .anyMatch(token -> token.instance().equals(part.instance())
                                && !part.token().equals(Optional.of(token)));
    }

    private Optional<Token> known(Token.Key key) {
        return now.everyToken().filter(token -> token.key().equals(key)).findFirst();
    }

    /** "Not seen since 2026-11-24 17:23 +01:00. Instance school: ". */
    private String notSeen() {
        return "Not seen since " + format.time(lastSeen()) + ". " + about();
    }

    private Instant lastSeen() {
        return parts(How.NOT_SEEN_SINCE)
                .flatMap(part -> part.lastSeen().stream())
                .max(Comparator.naturalOrder())
                .orElse(alert.since());
    }

    private String noLongerWatched() {
        if (!alert.caseIds().isEmpty() && alert.instances().stream().anyMatch(now::isWatched)) {
            return "depwatch no longer reads the source of this alert on " + Format.names(alert.instances())
                    + ". If the failure continues, depwatch may report it anew.";
        }
        List<Token.Key> left = tokens(parts(How.NO_LONGER_WATCHED)).toList();
        List<String> organizations =
                alert.organizationsAtApple().stream().sorted().map(Format::cut).toList();
        boolean isOfApple = alert.monitoringKinds().contains(Kind.CONNECTIONS_STOPPED)
                || !alert.tokens().isEmpty();
        String what = !organizations.isEmpty()
                ? "ask Apple's API for " + Phrase.joined(organizations)
                : !left.isEmpty()
                        ? "watch " + counted(left)
                        : alert.instances().stream().noneMatch(now::isWatched)
                                ? "watch " + Format.names(alert.instances())
                                : isOfApple
                                        ? "see " + (alert.remedy().isRenewal() ? "this account" : "the servers")
                                                + " in Apple's API"
                                        : "read what this alert is about on " + Format.names(alert.instances());
        return "depwatch does not " + what + " any more; what this alert reported may continue.";
    }

    private Words silenced(Silence first) {
        List<Token.Key> hidden = tokens(parts(How.SILENCED)).toList();
        boolean isOne = hidden.size() <= 1;
        String what = hidden.isEmpty() ? "it" : counted(hidden);
        String until =
                " until the end of " + first.lastDay() + (isOne ? " (" + Format.cut(first.reason()) + "). " : ". ");
        boolean areOthersOver = hidden.size() < end.parts().size();
        return new Words(
                "Silenced. " + about()
                        + (areOthersOver && !hasNotBegun()
                                ? what + (isOne ? " still fails" : " still fail")
                                        + ", and depwatch sends nothing more about " + (isOne ? "it" : "them") + until
                                        + "The others are no longer reported."
                                : "depwatch sends nothing more about " + what + until + stillTrue(isOne)),
                "To be notified before then, run depwatch silence with --end, or remove the silence from depwatch.yml"
                        + " (alerts.silences) and reload depwatch.");
    }

    private String stillTrue(boolean isOne) {
        if (hasNotBegun()) {
            return isOne
                    ? "The " + (alert.remedy() == Remedy.RENEW ? "token" : "certificate") + " still expires."
                    : "They still expire.";
        }
        return alert.monitoringKinds().isEmpty()
                ? "The failure itself has not ended."
                : "What this alert reported has not ended.";
    }

    /** Whether it asks to renew what does not fail yet. */
    private boolean hasNotBegun() {
        return alert.remedy().isRenewal()
                && !alert.says(Hint.CERTIFICATE_IS_OVER)
                && !alert.aspects().contains(Cause.SYNC_FAILED.key());
    }

    /** Whether only a date lies near: it has no beginning. */
    private boolean isWarning() {
        return hasNotBegun() && !alert.says(Hint.OWNER_ACCOUNT_OUT);
    }

    /** The alert rested on no case: on a date, on what an API reports, or on what keeps depwatch from seeing. */
    private Words noLongerFound(How how) {
        if (isAccountBack()) {
            return new Words(
                    after("Over")
                            + (accounts().anyMatch(account -> account.status() == Account.Status.ACTIVE)
                                    ? "Apple lists the account as active again. " + does("needs", "need")
                                            + " no renewal because of the account"
                                    : "Apple no longer lists the account as locked, deactivated or gone")
                            + on() + ".",
                    alert.remedy() == Remedy.RENEW
                            ? CHECK_LAST_SYNC + " If Apple refuses a token, depwatch reports it."
                            : "Check its date in Jamf Pro.");
        }
        return switch (alert.remedy()) {
            case INVESTIGATE -> new Words(alert.tokens().isEmpty() ? seenAgain() : serversInOrder());
            case RELINK_SERVER ->
                new Words(
                        after("Over") + "Apple's API no longer shows the server of " + what() + " as deleted" + on()
                                + ".",
                        CHECK_LAST_SYNC);
            case RECLAIM ->
                new Words(
                        after("Over") + "Jamf Pro no longer says that another server uses " + what() + on() + ".",
                        CHECK_LAST_SYNC);
            case RENEW_CERTIFICATE ->
                how == How.DATE_MOVED || alert.says(Hint.OWNER_ACCOUNT_OUT) ? renewed() : certificate(how);
            case REGENERATE, RENEW, ACCEPT_TERMS, IDENTIFY, WAIT -> renewed();
        };
    }

    private Words renewed() {
        List<Token> left =
                alert.tokens().stream().flatMap(key -> known(key).stream()).toList();
        boolean isOut = alert.says(Hint.OWNER_ACCOUNT_OUT);
        // Another owner of a certificate is no renewal.
        String over = isOut && left.stream().noneMatch(token -> token.owner().equals(owner()))
                ? does("no longer depends", "no longer depend") + " on this account"
                : does("no longer needs renewing", "no longer need renewing");
        if (!isOut && left.stream().anyMatch(token -> token.expiry().isEmpty())) {
            return new Words(
                    about() + what() + ": not every expiry is known any more" + on() + ".",
                    "Check the date in Jamf Pro.");
        }
        return new Words(
                about() + over + on() + ".",
                // A date proves nothing of syncs that failed.
                alert.aspects().contains(Cause.SYNC_FAILED.key()) ? CHECK_LAST_SYNC : "");
    }

    /** For a certificate whose date does not prove that it was renewed. */
    private Words certificate(How how) {
        return new Words(
                (how == How.NOT_SEEN_SINCE ? notSeen() : about()) + "the end of the certificate is no longer reported"
                        + on() + ". Nothing proves that it was renewed.",
                "Check in Jamf Pro that the certificate has a new date, and that no notification of it is left."
                        + (alert.isAbout(TokenKind.PUSH) ? " Write the date to depwatch.yml (pushCertificate)." : ""));
    }

    private boolean isAccountBack() {
        return alert.says(Hint.OWNER_ACCOUNT_OUT)
                && accounts().anyMatch(account -> !account.status().isOut())
                && alert.tokens().stream()
                        .allMatch(key -> known(key).map(Token::owner).equals(Optional.of(owner())));
    }

    /** The account of the subject, in each organisation that lists it. */
    private Stream<Account> accounts() {
        return owner().stream().flatMap(now.apple()::accounts);
    }

    private Optional<AppleId> owner() {
        return alert.subject().valueOf(Subject.Kind.APPLE_ID).flatMap(AppleId::of);
    }

    /** What depwatch sees again, on the instances that it still watches. */
    private String seenAgain() {
        if (alert.monitoringKinds().contains(Kind.TOPIC_CHANGED) && isNoLongerReported()) {
            return about() + "no longer reported after " + Finding.OTHER_SERVER_REPORTED_FOR.toDays()
                    + " days. Where nobody has put the former push certificate back, devices that enrolled with it still"
                    + " get no command.";
        }
        String again = alert.monitoringKinds().stream()
                .sorted()
                .map(kind -> MonitoringText.again(kind, alert, now))
                .collect(Collectors.joining(", and "));
        return after("Over") + again + ".";
    }

    /** For entries that held the token of another server. */
    private String serversInOrder() {
        return isNoLongerReported()
                ? about() + "no longer reported. For " + Finding.OTHER_SERVER_REPORTED_FOR.toDays()
                        + " days nobody has put the token of its own server there, so it seems intended."
                : after("Over") + "no server is without its token any more.";
    }

    private boolean isNoLongerReported() {
        return Duration.between(alert.since(), now.at()).compareTo(Finding.OTHER_SERVER_REPORTED_FOR) >= 0;
    }

    private Stream<Part> parts(How how) {
        return end.parts().stream().filter(part -> part.how() == how);
    }

    private static Stream<Token.Key> tokens(Stream<Part> parts) {
        return parts.flatMap(part -> part.token().stream());
    }

    /** "4 ADE tokens", or "the token" if none was known. */
    private String what() {
        return alert.remedy() == Remedy.IDENTIFY || alert.tokens().isEmpty()
                ? "the token"
                : Format.counted(alert.tokens().stream().map(Token.Key::kind).toList());
    }

    private String does(String one, String several) {
        boolean isOne = alert.remedy() == Remedy.IDENTIFY || alert.tokens().size() <= 1;
        return what() + " " + (isOne ? one : several);
    }

    /** "2 ADE tokens on physics and school". */
    private static String counted(List<Token.Key> tokens) {
        return Format.counted(tokens.stream().map(Token.Key::kind).toList()) + " on "
                + Format.names(tokens.stream().map(Token.Key::instance).toList());
    }

    /** The instances, unless the subject names them. */
    private String on() {
        return alert.subject().isInstance() ? "" : ", on " + Format.names(alert.instances());
    }

    private Instant endedAt() {
        return end.at().orElse(now.at());
    }

    /** "Over after 3 h 12 min. Instance school: ". */
    private String after(String over) {
        return over + " after " + TimeFormat.period(Duration.between(alert.since(), endedAt())) + ". " + about();
    }

    private String about() {
        return Format.cut(alert.subject().name()) + ": ";
    }
}
