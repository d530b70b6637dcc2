package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.Finding.SyncCount;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A failure without a known remedy: what to check, and what not to do meanwhile. */
final class InvestigateText {
    private static final String JAMF_CLOUD = " Where Jamf runs the host (Jamf Cloud), ask Jamf's support.";

    /** One event shows in the syncs of all instances within this time. */
    private static final Duration TOGETHER = Duration.ofMinutes(15);

    private static final Line CHECK_BOTH = new Line(
            "Check Apple's system status, then whether the Jamf Pro host reaches mdmenrollment.apple.com.",
            Links.APPLE_STATUS);

    private final Format format;
    private final Links links;
    private final TokenLine line;
    private final Assessment assessment;
    private final OtherServerPlan plan;

    InvestigateText(Format format, Links links, TokenLine line, Assessment assessment) {
        this.format = format;
        this.links = links;
        this.line = line;
        this.assessment = assessment;
        this.plan = new OtherServerPlan(links, assessment);
    }

    /** The kinds of failure to investigate. */
    private enum Matter {
        /** Apple's service or the network has failed for a long time. */
        SERVICE,
        /** The entry holds the token of another server than before. */
        OTHER_SERVER,
        /** Syncs succeed and fail in turn. */
        FLAPPING,
        /** Apple refuses although somebody accepted its terms lately. */
        TERMS_SIGNED_LATELY,
        /** Jamf Pro's API says that syncs fail, and no log says why. */
        SYNC_FAILED,
        /** A notification of a revoked content token may be older than its last sync. */
        OLD_NOTIFICATION,
        /** Jamf Pro reports a token as expired that ends later. */
        CLOCK,
        /** Apple refuses the time of the requests. */
        CLOCK_REFUSED,
        /** Something between Jamf Pro and Apple answers. */
        PROXY,
        /** Apple refuses the form of the request. */
        REQUEST,
        /** An answer that depwatch does not recognize. */
        UNKNOWN_ANSWER,
        /** Apple's 400. */
        BAD_REQUEST,
        /** The records name no answer, and the network fails at the same time. */
        NETWORK;

        static Matter of(Finding finding) {
            if (finding.hints().contains(Hint.SYNCS_FLAP)) {
                return FLAPPING;
            }
            if (finding.hints().contains(Hint.TERMS_SIGNED_LATELY)) {
                return TERMS_SIGNED_LATELY;
            }
            if (finding.hints().contains(Hint.APPLE_OR_NETWORK)) {
                return SERVICE;
            }
            return switch (finding.cause()) {
                case SERVICE_ERROR -> SERVICE;
                case TOKEN_OF_ANOTHER_SERVER -> OTHER_SERVER;
                case SYNC_FAILED -> SYNC_FAILED;
                case CONTENT_TOKEN_INVALID, CONTENT_TOKEN_CLAIMED_ELSEWHERE -> OLD_NOTIFICATION;
                case TOKEN_EXPIRED -> CLOCK;
                case CLOCK_REFUSED -> CLOCK_REFUSED;
                case PROXY_ANSWER -> PROXY;
                case REQUEST_INVALID -> REQUEST;
                case BAD_REQUEST ->
                    finding.hints().contains(Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST) ? BAD_REQUEST : UNKNOWN_ANSWER;
                case TERMS_NOT_SIGNED, TOKEN_REJECTED, FORBIDDEN, OAUTH_REFRESH_FAILED, SERVER_INACTIVE -> NETWORK;
                case CERTIFICATE_EXPIRED, CERTIFICATE_REVOKED -> UNKNOWN_ANSWER;
            };
        }
    }

    Message of(AlertGroup group) {
        List<Matter> matters =
                group.findings().stream().map(Matter::of).distinct().sorted().toList();
        String why = SharedText.sentences(
                SharedText.failingSince(group, format),
                matters.stream().map(matter -> why(matter, group)),
                matters.stream().allMatch(InvestigateText::hasNoOtherEffect)
                        ? Stream.of()
                        : SharedText.effects(group.kinds()));
        return new Message(
                Format.cut(group.subject().name()) + ": "
                        + matters.stream()
                                .map(matter -> headline(matter, group))
                                .collect(Collectors.joining("; also, "))
                        + ".",
                Format.unlinked(group.findings().stream()
                        .flatMap(finding -> where(finding, group))
                        .toList()),
                SharedText.sentences(
                        Stream.of(why),
                        new AppleText(format, line, assessment).of(group),
                        SharedText.source(group, format)),
                group.evidence(),
                steps(matters, group),
                SharedText.ownerMissing(group).toList(),
                matters.stream()
                        .flatMap(matter -> doNot(matter, group))
                        .distinct()
                        .toList(),
                Optional.of(new Message.Brief(why, inBrief(matters, group))));
    }

    /** The checks in a line for each matter. */
    private List<Line> inBrief(List<Matter> matters, AlertGroup group) {
        return Stream.concat(
                        SharedText.beforeAll(group).stream(), matters.stream().flatMap(matter -> switch (matter) {
                            case SERVICE -> Stream.of(CHECK_BOTH);
                            case UNKNOWN_ANSWER, BAD_REQUEST, NETWORK -> Stream.of(CHECK_BOTH, readTheLog(group));
                            case SYNC_FAILED ->
                                Stream.of(new Line(
                                        "Check the tokens in Jamf Pro, the owner's password, Apple's terms and system status,"
                                                + " and the network.",
                                        Links.APPLE_STATUS));
                            case OTHER_SERVER -> of(matter, group).flatMap(finding -> plan.inBrief(finding).stream());
                            case FLAPPING ->
                                Stream.of(
                                        Line.of("Check the proxies and ways between Jamf Pro and Apple, one by one."));
                            case OLD_NOTIFICATION -> Stream.of(SharedText.checkNotificationInBrief(group, links));
                            case TERMS_SIGNED_LATELY, CLOCK, CLOCK_REFUSED, PROXY, REQUEST -> steps(matter, group);
                        }))
                .toList();
    }

    /** Whether device enrolment continues, or the reason already names the effect. */
    private static boolean hasNoOtherEffect(Matter matter) {
        return switch (matter) {
            case OTHER_SERVER, OLD_NOTIFICATION, FLAPPING -> true;
            case SERVICE,
                    TERMS_SIGNED_LATELY,
                    SYNC_FAILED,
                    CLOCK,
                    CLOCK_REFUSED,
                    PROXY,
                    REQUEST,
                    UNKNOWN_ANSWER,
                    BAD_REQUEST,
                    NETWORK -> false;
        };
    }

    private static Stream<Finding> of(Matter matter, AlertGroup group) {
        return group.findings().stream().filter(finding -> Matter.of(finding) == matter);
    }

    private static List<Token> tokens(Matter matter, AlertGroup group) {
        return of(matter, group)
                .flatMap(finding -> finding.tokens().stream())
                .distinct()
                .toList();
    }

    private static String headline(Matter matter, AlertGroup group) {
        return switch (matter) {
            case SERVICE -> "the device enrolment (ADE) sync fails" + on(matter, group);
            case OTHER_SERVER ->
                of(matter, group).map(InvestigateText::otherServer).distinct().collect(Collectors.joining("; "));
            case FLAPPING -> flapping(group);
            case TERMS_SIGNED_LATELY ->
                "Apple still refuses the device enrolment (ADE) sync"
                        + on(matter, group)
                        + ", although terms seem to be accepted";
            case SYNC_FAILED -> {
                List<Token> tokens = tokens(matter, group);
                yield "Jamf Pro reports a failing device enrolment (ADE) sync"
                        + (tokens.size() > 1 ? " of " + Format.counted(tokens) : "")
                        + on(matter, group)
                        + ", and gives no reason";
            }
            case OLD_NOTIFICATION -> "Jamf Pro notifies that a content token was revoked, but it has synced lately";
            case CLOCK_REFUSED ->
                "the device enrolment (ADE) sync fails" + on(matter, group)
                        + ": Apple refuses the clock of the Jamf Pro host";
            case PROXY ->
                "the device enrolment (ADE) sync fails" + on(matter, group) + ": a proxy answers in Apple's place";
            case REQUEST ->
                "the device enrolment (ADE) sync fails" + on(matter, group)
                        + ": Apple refuses the request, not the token";
            case CLOCK, UNKNOWN_ANSWER, BAD_REQUEST, NETWORK ->
                "the device enrolment (ADE) sync fails" + on(matter, group) + ", and the reason is not known";
        };
    }

    /** The instances, unless the subject names them. */
    private static String on(Matter matter, AlertGroup group) {
        return group.subject().isInstance()
                ? ""
                : " on "
                        + Format.names(of(matter, group)
                                .map(Finding::instance)
                                .distinct()
                                .sorted()
                                .toList());
    }

    private static String otherServer(Finding finding) {
        Token token = finding.tokens().get(0);
        return Format.entry(token) + " holds the token of " + OtherServerPlan.server(token) + " now, and "
                + OtherServerPlan.former(finding)
                + " has lost its token";
    }

    private static String flapping(AlertGroup group) {
        Optional<SyncCount> count = of(Matter.FLAPPING, group)
                .flatMap(finding -> finding.syncs().stream())
                .reduce((one, other) -> new SyncCount(one.failed() + other.failed(), one.all() + other.all()));
        List<Token> tokens = tokens(Matter.FLAPPING, group);
        String what = (tokens.size() == 1 ? " of " + Format.entry(tokens.get(0)) : "") + on(Matter.FLAPPING, group);
        return count.map(syncs -> "the device enrolment (ADE) syncs" + what + " go well and fail in turn: "
                        + syncs.failed() + " of " + syncs.all() + " syncs failed")
                .orElse("the log says that the device enrolment (ADE) sync" + what
                        + " fails, while the syncs that Jamf Pro shows go well");
    }

    private Stream<String> where(Finding finding, AlertGroup group) {
        List<String> tokens =
                finding.cause() == Cause.SYNC_FAILED && !finding.tokens().isEmpty()
                        ? finding.tokens().stream()
                                .map(token -> Format.name(finding.instance()) + ": " + line.of(token, group.subject()))
                                .toList()
                        : Format.tokensOf(finding);
        return Stream.concat(
                tokens.stream().map(token -> token + SharedText.sinceIfItDiffers(finding, group, format)),
                Matter.of(finding) == Matter.OTHER_SERVER ? plan.where(finding) : Stream.of());
    }

    private String why(Matter matter, AlertGroup group) {
        return switch (matter) {
            case SERVICE -> service(group);
            case OTHER_SERVER ->
                "Somebody uploaded the token of another server to this entry. Devices of the former server cannot enrol: no"
                        + " entry that depwatch knows holds its token.";
            case FLAPPING ->
                "Apple does not refuse a token in turn: the fault lies between Jamf Pro and Apple, such as one of two proxies."
                        + " New devices appear in Jamf Pro late.";
            case TERMS_SIGNED_LATELY ->
                "Terms waited until lately. Apple has taken more than a day before until it let tokens in again.";
            case SYNC_FAILED ->
                "depwatch follows no log there."
                        + (group.instances().size() > 1 && beganTogether(group)
                                ? " The tokens began to fail together: a changed password, a disabled account or an outage would explain"
                                        + " that."
                                : "");
            case OLD_NOTIFICATION ->
                "Nobody knows how old the notification is, and Jamf Pro has synced the token since then or shortly before.";
            case CLOCK ->
                "The log says at every sync that the token has expired, while Jamf Pro shows a date for it that lies ahead: "
                        + "one of the two is wrong, most likely the clock of Jamf Pro's host.";
            case CLOCK_REFUSED ->
                "Apple checks the time that Jamf Pro writes into each request (timestamp_refused or nonce_used). The tokens"
                        + " are not at fault.";
            case PROXY -> "Apple answers with words; this answer is a web page. The tokens are not at fault.";
            case REQUEST ->
                "Apple's word is about how Jamf Pro asks. It would refuse every token in this way: the tokens are not at"
                        + " fault.";
            case UNKNOWN_ANSWER ->
                "The sync ends in an answer that depwatch does not know: Apple's, a proxy's or Jamf Pro's own.";
            case BAD_REQUEST ->
                "Apple refuses the request (400): a token that was downloaded and not uploaded is a possible reason.";
            case NETWORK -> "Signing in to Apple fails, and the log names network faults at the same time.";
        };
    }

    private static boolean beganTogether(AlertGroup group) {
        List<Instant> since =
                group.findings().stream().map(Finding::since).sorted().toList();
        return Duration.between(since.get(0), since.get(since.size() - 1)).compareTo(TOGETHER) <= 0;
    }

    private static String service(AlertGroup group) {
        boolean isStated = group.causes().contains(Cause.SERVICE_ERROR);
        boolean areSeveral = group.says(Hint.APPLE_OR_NETWORK);
        return isStated
                ? "Apple's service answers with an error or cannot be reached."
                : areSeveral
                        ? "Tokens of different owners began to fail within minutes: most likely it is Apple's service or the"
                                + " network, not the tokens."
                        : "The log states no answer of Apple's.";
    }

    private List<Line> steps(List<Matter> matters, AlertGroup group) {
        List<Line> steps = new ArrayList<>(SharedText.beforeAll(group));
        matters.stream().flatMap(matter -> steps(matter, group)).distinct().forEach(steps::add);
        return steps;
    }

    private Stream<Line> steps(Matter matter, AlertGroup group) {
        return switch (matter) {
            case SERVICE -> Stream.of(appleStatus(), network(JAMF_CLOUD), readTheLog(group));
            case OTHER_SERVER -> of(matter, group).flatMap(finding -> plan.of(finding).stream());
            case FLAPPING ->
                Stream.of(
                        network(" If there are several proxies or ways out, try each."),
                        appleStatus(),
                        readTheLog(group));
            case TERMS_SIGNED_LATELY ->
                Stream.of(
                        new Line(
                                "Sign in to Apple as an Administrator and make sure that no terms wait, in each of your"
                                        + " organisations.",
                                Links.APPLE),
                        Line.of("Then wait: if Apple still refuses after a day and a half, depwatch says what to do."));
            case SYNC_FAILED -> findTheCause(group);
            case OLD_NOTIFICATION -> Stream.of(SharedText.checkNotification(group, links));
            case CLOCK ->
                Stream.of(Line.of(
                        "Compare the clock of Jamf Pro's host with the true time, and the token's date in Jamf Pro with that"
                                + " at Apple."));
            case CLOCK_REFUSED ->
                Stream.of(
                        Line.of(
                                "Set the clock of the Jamf Pro host, and see that it stays right (NTP). Then wait for one sync."));
            case PROXY ->
                Stream.of(
                        Line.of(
                                "On the Jamf Pro host, open https://mdmenrollment.apple.com through the same proxy: its page"
                                        + " says who answers. Let that host through, without TLS inspection."),
                        readTheLog(group));
            case REQUEST ->
                Stream.of(
                        readTheLog(group),
                        Line.of("If it goes on, update Jamf Pro, or ask Jamf's support with this record."));
            case UNKNOWN_ANSWER, BAD_REQUEST, NETWORK ->
                Stream.of(appleStatus(), network(""), lookAtTheTokens(group), readTheLog(group));
        };
    }

    /** From the quickest check to the most certain one. */
    private Stream<Line> findTheCause(AlertGroup group) {
        return Stream.of(
                lookAtTheTokens(group),
                Line.of("Ask whether at about " + format.time(group.since()) + " or before the password of "
                        + owners(group) + " was changed, or the account was disabled or lost a role."),
                SharedText.checkTerms(),
                appleStatus(),
                network(JAMF_CLOUD),
                scanTheLog());
    }

    private static Line scanTheLog() {
        return Line.of(
                "Apple's answer stands in the instance's JAMFSoftwareServer.log. Save the current log from Jamf Pro and run depwatch"
                        + " scan on it.");
    }

    private Line lookAtTheTokens(AlertGroup group) {
        return new Line(
                "In Jamf Pro look at the expiry date, the state and the last sync of each token: "
                        + Links.menu(TokenKind.ADE) + ".",
                links.tokens(group.instances().get(0), TokenKind.ADE));
    }

    private Line readTheLog(AlertGroup group) {
        if (group.causes().equals(List.of(Cause.SYNC_FAILED))) {
            return scanTheLog();
        }
        return Line.of(
                group.evidence().isEmpty()
                        ? "Read JAMFSoftwareServer.log from " + format.time(group.since())
                                + " on: it often names the fault."
                        : "Read JAMFSoftwareServer.log around the newest record: the lines after it often name the fault.");
    }

    private static String owners(AlertGroup group) {
        List<String> owners = group.tokens().stream()
                .flatMap(token -> token.owner().stream())
                .distinct()
                .sorted()
                .map(owner -> Format.cut(owner.value()))
                .toList();
        return owners.isEmpty() ? "the Apple ID that owns the token" : Format.joined(Format.first(owners));
    }

    private static Line appleStatus() {
        return new Line(
                "See whether Apple reports an outage of Apple Business, Apple School Manager or device enrolment.",
                Links.APPLE_STATUS);
    }

    private static Line network(String more) {
        return Line.of(
                "From the Jamf Pro host, check that https://mdmenrollment.apple.com can be reached: DNS, firewall, proxy and its"
                        + " TLS certificates." + more);
    }

    private Stream<String> doNot(Matter matter, AlertGroup group) {
        return matter == Matter.OTHER_SERVER ? of(matter, group).map(plan::doNot) : Stream.of(doNot(matter));
    }

    private static String doNot(Matter matter) {
        return switch (matter) {
            case SERVICE -> "Do not regenerate tokens: nothing shows that one of them is at fault.";
            case OTHER_SERVER -> throw new IllegalArgumentException("each finding has its own");
            case FLAPPING -> "Do not regenerate tokens: a token that Apple refuses would never sync well.";
            case TERMS_SIGNED_LATELY -> "Do not make new tokens while Apple may only be late: a new one does not help.";
            case OLD_NOTIFICATION ->
                "Do not regenerate a content token that syncs: a notification can be older than the token.";
            case SYNC_FAILED, UNKNOWN_ANSWER -> SharedText.NO_NEW_TOKENS;
            case CLOCK_REFUSED, PROXY, REQUEST ->
                "Do not regenerate tokens: a new one would be refused in the same way.";
            case CLOCK, BAD_REQUEST, NETWORK -> "Do not regenerate tokens: nothing shows that one of them is at fault.";
        };
    }
}
