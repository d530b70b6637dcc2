package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.SyncCount;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A failure without a known remedy: what to check, and what not to do meanwhile. */
record InvestigateText(AlertFacts facts, Wording wording) {
    private static final Line CHECK_NETWORK = Line.of(
            "From the Jamf Pro host, check that https://mdmenrollment.apple.com can be reached: DNS, firewall, each proxy and its"
                    + " TLS certificates. Where Jamf runs the host (Jamf Cloud), ask Jamf's support.");

    private static final Line SCAN_THE_LOG = Line.of(
            "Apple's answer is in the instance's JAMFSoftwareServer.log, which depwatch does not follow. Save the log from"
                    + " Jamf Pro, and run depwatch scan on it.");

    private static final Line CHECK_BOTH = new Line(
            "Check Apple's status, and whether Jamf Pro's host reaches mdmenrollment.apple.com through each proxy.",
            Links.APPLE_STATUS);

    private static final String NOT_KNOWN = ", and the reason is not known";
    private static final String NO_TOKEN_AT_FAULT =
            "Do not regenerate tokens: nothing shows that one of them is at fault.";
    private static final String REFUSED_AS_WELL =
            "Do not regenerate tokens: a new one would be refused in the same way.";

    /** Device enrolment continues, or the reason already names the effect. */
    private static final Set<Matter> HAVE_NO_OTHER_EFFECT =
            Set.of(Matter.OTHER_SERVER, Matter.OLD_NOTIFICATION, Matter.FLAPPING, Matter.CONTENT_SYNCS);

    /** The words of one matter. */
    private record Words(String headline, String why, List<Line> steps, List<Line> brief, List<String> doNot) {
        /** Steps that are short as they are. */
        static Words of(String headline, String why, String doNot, Line... steps) {
            return new Words(headline, why, List.of(steps), List.of(steps), List.of(doNot));
        }
    }

    Message message() {
        List<Matter> matters =
                facts.findings().stream().map(Matter::of).distinct().sorted().toList();
        List<Words> words = matters.stream().map(this::words).toList();
        String why = Format.sentences(
                wording.failingSince(facts),
                Format.sentences(words.stream().map(Words::why)),
                HAVE_NO_OTHER_EFFECT.containsAll(matters) ? "" : Wording.effects(facts.kinds()),
                wording.apple().account(facts));
        return new Message(
                words.stream().map(Words::headline).collect(Collectors.joining("; also, ")) + ".",
                Format.unlinked(facts.findings().stream().flatMap(this::where)),
                Format.sentences(why, wording.apple().of(facts), wording.source(facts)),
                facts.evidence(),
                afterAll(words, Words::steps),
                Wording.ownerMissing(facts).toList(),
                words.stream().flatMap(each -> each.doNot().stream()).distinct().toList(),
                Optional.of(new Message.Brief(why, afterAll(words, Words::brief))));
    }

    private List<Line> afterAll(List<Words> words, Function<Words, List<Line>> steps) {
        return Stream.concat(
                        Wording.steps(wording.checks(facts)).stream(),
                        words.stream().map(steps).flatMap(List::stream))
                .distinct()
                .toList();
    }

    private Words words(Matter matter) {
        String fails = "the device enrolment (ADE) sync fails" + on(matter);
        return switch (matter) {
            case SERVICE -> between(fails, service(), NO_TOKEN_AT_FAULT);
            case OTHER_SERVER ->
                new Words(
                        of(matter).map(InvestigateText::otherServer).distinct().collect(Collectors.joining("; ")),
                        "Somebody uploaded the token of another server to this entry. Devices of the former server cannot"
                                + " enrol: no entry that depwatch knows holds its token.",
                        of(matter)
                                .flatMap(finding -> wording.otherServers().of(finding).stream())
                                .toList(),
                        of(matter)
                                .flatMap(finding -> wording.otherServers().inBrief(finding).stream())
                                .toList(),
                        of(matter).map(wording.otherServers()::doNot).toList());
            case FLAPPING ->
                between(
                        flapping(),
                        "Apple does not refuse a token now and then: the fault lies between Jamf Pro and Apple, such as one of"
                                + " two proxies. New devices appear late in Jamf Pro.",
                        "Do not regenerate tokens: a token that Apple refuses would never sync well.");
            case CONTENT_SYNCS ->
                Words.of(
                        "the log says that an Apps and Books token fails, but it has synced lately",
                        "The records name no token. Somebody may have tried to upload another file, another server may use"
                                + " the same token, or its owner's password was changed after that sync.",
                        "Do not regenerate an Apps and Books token that still syncs.",
                        new Line(
                                "See in Jamf Pro when each location last synced, and when its token ends. One that still syncs"
                                        + " needs no new token. One that stopped when its owner's password was changed, or"
                                        + " that Apple has revoked, needs a new one.",
                                wording.page(facts, TokenKind.CONTENT)),
                        Line.of(
                                "Ask whether somebody tried to upload an ADE token (.p7m) to a location. It belongs to an entry"
                                        + " of Automated Device Enrollment."),
                        readTheLog());
            case TERMS_SIGNED_LATELY ->
                Words.of(
                        "Apple still refuses the device enrolment (ADE) sync" + on(matter)
                                + ", although terms seem to be accepted",
                        "Terms waited until lately. Apple has needed more than a day before it accepted tokens again.",
                        "Do not make new tokens while Apple may only be late: a new one does not help.",
                        Wording.CHECK_TERMS,
                        Line.of(
                                "Ask whether the password of " + Wording.owner(facts)
                                        + " was changed when the terms were accepted."
                                        + " If that is certain, each of its tokens that fails needs a new one, made with a shared account."),
                        Line.of(
                                "Otherwise, wait. If Apple still refuses after 36 hours, depwatch tells you what to do."));
            case SYNC_FAILED ->
                new Words(
                        "Jamf Pro reports that the device enrolment (ADE) sync fails" + on(matter),
                        "Jamf Pro gives no reason.",
                        // From the quickest check to the most certain one.
                        List.of(
                                lookAtTheTokens(),
                                Line.of("Ask whether at about "
                                        + wording.format().time(facts.since())
                                        + " or before the password of " + Wording.owner(facts)
                                        + " was changed, or the account was disabled or lost a role."),
                                Wording.CHECK_TERMS,
                                Wording.CHECK_STATUS,
                                CHECK_NETWORK,
                                SCAN_THE_LOG),
                        List.of(
                                new Line(
                                        "Ask whether the password of " + Wording.owner(facts)
                                                + " was changed, and see the tokens' last syncs.",
                                        wording.page(facts, TokenKind.ADE)),
                                new Line(
                                        "Check Apple's system status, the network, and at Apple whether new terms wait.",
                                        Links.APPLE_STATUS),
                                SCAN_THE_LOG),
                        List.of(Wording.NO_NEW_TOKENS));
            case OLD_NOTIFICATION ->
                new Words(
                        "Jamf Pro notifies that an Apps and Books token was revoked, but it has synced lately",
                        "The age of the notification is not known. Jamf Pro synced the token after it or shortly before.",
                        List.of(wording.checkNotification(facts)),
                        List.of(wording.checkNotificationInBrief(facts)),
                        List.of(Wording.CONTENT_TOKEN_SYNCS));
            case CLOCK_REFUSED ->
                Words.of(
                        fails + ": Apple refuses the clock of the Jamf Pro host",
                        "Apple checks the time that Jamf Pro writes into each request (timestamp_refused or nonce_used). The"
                                + " tokens are not at fault.",
                        REFUSED_AS_WELL,
                        Line.of(
                                "Set the clock of the Jamf Pro host, and see that it stays right (NTP). Then wait for one sync."));
            case PROXY ->
                Words.of(
                        fails + ": a proxy answers in Apple's place",
                        "Apple answers with words; this answer is a web page. The tokens are not at fault.",
                        REFUSED_AS_WELL,
                        Line.of(
                                "On the Jamf Pro host, open https://mdmenrollment.apple.com through the same proxy: its page"
                                        + " says who answers. Let mdmenrollment.apple.com through, without TLS inspection."),
                        readTheLog());
            case REQUEST ->
                Words.of(
                        fails + ": Apple refuses the request, not the token",
                        "Apple's word is about how Jamf Pro asks. It would refuse every token in this way: the tokens are not"
                                + " at fault.",
                        REFUSED_AS_WELL,
                        readTheLog(),
                        Line.of("If it goes on, update Jamf Pro, or ask Jamf's support with this record."));
            case UNKNOWN_ANSWER ->
                between(
                        fails + NOT_KNOWN,
                        facts.causes().contains(Cause.TOKEN_EXPIRED)
                                ? "Jamf Pro treats the token as expired before its date: compare the clock of its host with the"
                                        + " true time, and the date with that at Apple."
                                : "The sync ends in an answer that depwatch cannot explain: Apple's, a proxy's or Jamf Pro's"
                                        + " own.",
                        Wording.NO_NEW_TOKENS,
                        lookAtTheTokens());
            case BAD_REQUEST ->
                between(
                        fails + NOT_KNOWN,
                        "Apple refuses the request (400): a token that was downloaded and not uploaded is a possible reason.",
                        Wording.NO_NEW_TOKENS,
                        lookAtTheTokens());
            case NETWORK ->
                between(
                        fails + NOT_KNOWN,
                        "Signing in to Apple fails, and the log names network faults at the same time.",
                        NO_TOKEN_AT_FAULT,
                        lookAtTheTokens());
        };
    }

    /** For a fault that may lie at Apple, in the network or in the log. */
    private Words between(String headline, String why, String doNot, Line... more) {
        List<Line> steps = new ArrayList<>(List.of(Wording.CHECK_STATUS, CHECK_NETWORK));
        steps.addAll(List.of(more));
        steps.add(readTheLog());
        return new Words(headline, why, steps, List.of(CHECK_BOTH, readTheLog()), List.of(doNot));
    }

    private Stream<Finding> of(Matter matter) {
        return facts.findings().stream().filter(finding -> Matter.of(finding) == matter);
    }

    /** The instances, unless the subject names them. */
    private String on(Matter matter) {
        return facts.subject().isInstance()
                ? ""
                : " on " + Format.names(of(matter).map(Finding::instance).toList());
    }

    private static String otherServer(Finding finding) {
        Token token = finding.tokens().get(0);
        return Format.entry(token) + " holds the token of " + OtherServerPlan.server(finding) + " now, and "
                + OtherServerPlan.former(finding)
                + " has lost its token";
    }

    private String flapping() {
        List<Token> tokens = of(Matter.FLAPPING)
                .flatMap(finding -> finding.tokens().stream())
                .distinct()
                .toList();
        String which = (tokens.size() == 1 ? " of " + Format.entry(tokens.get(0)) : "") + on(Matter.FLAPPING);
        return of(Matter.FLAPPING)
                .flatMap(finding -> finding.detail().syncs().stream())
                .reduce(SyncCount::plus)
                .map(syncs -> "the device enrolment (ADE) syncs" + which + " go well and fail in turn: "
                        + syncs.failed() + " of " + syncs.all() + " syncs failed")
                .orElse("the log says that the device enrolment (ADE) sync" + which
                        + " fails, but Jamf Pro shows only good syncs");
    }

    private Stream<String> where(Finding finding) {
        List<String> tokens =
                finding.cause() == Cause.SYNC_FAILED && !finding.tokens().isEmpty()
                        ? finding.tokens().stream()
                                .map(token -> Format.name(finding.instance()) + ": "
                                        + wording.apple().line(token, facts.subject()))
                                .toList()
                        : Format.tokensOf(finding);
        return Stream.concat(
                tokens.stream().map(token -> token + wording.sinceIfItDiffers(finding, facts)),
                Matter.of(finding) == Matter.OTHER_SERVER
                        ? wording.otherServers().where(finding)
                        : Stream.of());
    }

    private String service() {
        return facts.causes().contains(Cause.SERVICE_ERROR)
                ? "Apple's service answers with an error or cannot be reached."
                : "Tokens of different owners began to fail within minutes: most likely it is Apple's service or the network,"
                        + " not the tokens.";
    }

    private Line lookAtTheTokens() {
        return new Line(
                "In Jamf Pro look at the expiry date, the state and the last sync of each token: "
                        + Links.menu(TokenKind.ADE) + ".",
                wording.page(facts, TokenKind.ADE));
    }

    private Line readTheLog() {
        return facts.causes().equals(List.of(Cause.SYNC_FAILED))
                ? SCAN_THE_LOG
                : Line.of("See JAMFSoftwareServer.log: the lines below a failing record often name the fault.");
    }
}
