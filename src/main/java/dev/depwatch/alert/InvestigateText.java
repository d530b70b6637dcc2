package dev.depwatch.alert;

import dev.depwatch.alert.Message.Step;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Reason;
import dev.depwatch.assess.Trouble;
import dev.depwatch.token.Cause;
import dev.depwatch.token.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Something fails for which no remedy is known, or depwatch cannot see the instance whole. */
final class InvestigateText {
    /** A sentence holds a path and what to do; longer than this it holds something else. */
    private static final int SENTENCE_LENGTH = 600;

    private final Phrases phrases;
    private final Links links;
    private final TokenLine line;

    InvestigateText(Phrases phrases, Links links, TokenLine line) {
        this.phrases = phrases;
        this.links = links;
        this.line = line;
    }

    Message of(Topic topic) {
        return new Message(
                headline(topic),
                Phrases.lines(Stream.concat(
                                topic.findings().stream().flatMap(finding -> where(finding, topic)),
                                topic.troubles().stream().map(this::where))
                        .toList()),
                Background.sentences(
                        Background.failingSince(topic, phrases),
                        topic.causes().stream().map(cause -> why(cause, topic)),
                        topic.findings().isEmpty()
                                ? Stream.of("depwatch cannot tell whether the tokens of this instance work: no news is "
                                        + "not good news until this is fixed.")
                                : Background.effects(topic.kinds()),
                        Background.source(topic, phrases)),
                topic.evidence(),
                steps(topic),
                Background.ownerMissing(topic).toList(),
                doNot(topic));
    }

    private static List<String> doNot(Topic topic) {
        if (topic.findings().isEmpty() && !isNotLogged(topic)) {
            return List.of();
        }
        return List.of(
                isNotLogged(topic) || isSyncStateOnly(topic) || isUnknownAnswer(topic)
                        ? "Do not make new tokens before you know: nothing shows that a token is at fault, and each "
                                + "download ends the one in use."
                        : "Do not regenerate tokens: nothing shows that one of them is at fault.");
    }

    private static boolean isNotLogged(Topic topic) {
        return topic.troubles().stream().anyMatch(trouble -> trouble.kind() == Trouble.Kind.FAILURE_NOT_LOGGED);
    }

    private static boolean isSyncStateOnly(Topic topic) {
        return topic.causes().equals(List.of(Cause.SYNC_FAILED));
    }

    private static boolean isUnknownAnswer(Topic topic) {
        return topic.causes().contains(Cause.BAD_REQUEST) && !topic.says(Reason.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST);
    }

    private static String headline(Topic topic) {
        String subject = topic.subject().name();
        String unseen = topic.troubles().stream()
                .map(trouble -> unseen(trouble.kind()))
                .distinct()
                .reduce((first, second) -> first + ", and " + second)
                .orElse("");
        if (topic.findings().isEmpty()) {
            return subject + ": " + unseen + ".";
        }
        return subject + ": "
                + (isSyncStateOnly(topic)
                        ? "Jamf Pro says that the device enrolment (ADE) sync fails, and not why"
                        : fails(topic.kinds()) + " and no known token fault explains it")
                + (unseen.isEmpty() ? "" : "; also, " + unseen) + ".";
    }

    private static String fails(List<TokenKind> kinds) {
        return kinds.contains(TokenKind.ADE)
                ? "the device enrolment (ADE) sync fails,"
                : "the Apps and Books sync fails,";
    }

    private static String unseen(Trouble.Kind kind) {
        return switch (kind) {
            case LOG_NOT_FOLLOWED -> "depwatch cannot read the log";
            case LAYOUT_NOT_UNDERSTOOD -> "depwatch does not understand the log";
            case CLOCK_DIFFERS -> "the times in the log differ from this host's clock";
            case TOKENS_NOT_READ -> "depwatch cannot read the tokens from Jamf Pro";
            case FAILURE_NOT_LOGGED ->
                "Jamf Pro says that the device enrolment (ADE) sync fails, and the log does not show it";
            case NOTHING_SEEN -> "depwatch sees nothing: the API cannot be read, and there is no log";
        };
    }

    private Stream<String> where(Finding finding, Topic topic) {
        List<String> tokens =
                finding.cause() == Cause.SYNC_FAILED && !finding.tokens().isEmpty()
                        ? finding.tokens().stream()
                                .map(token -> Phrases.name(finding.instance()) + ": " + line.of(token))
                                .toList()
                        : Phrases.tokensOf(finding);
        return tokens.stream().map(token -> token + Background.sinceIfItDiffers(finding, topic, phrases));
    }

    private String where(Trouble trouble) {
        return Phrases.name(trouble.instance()) + ": " + unseen(trouble.kind()) + ", since "
                + phrases.time(trouble.since());
    }

    private static String why(Cause cause, Topic topic) {
        if (cause != Cause.SYNC_FAILED && topic.says(Reason.APPLE_OR_NETWORK)) {
            return "Tokens of several Apple IDs began to fail at the same time, without a stated answer of Apple's, and "
                    + "it has lasted: the fault is Apple's or the network's.";
        }
        return switch (cause) {
            case BAD_REQUEST ->
                isUnknownAnswer(topic)
                        ? "The sync ends in an answer or a fault that depwatch does not know: the record names it. It may be "
                                + "Apple's, a proxy's or Jamf Pro's own."
                        : "Apple refuses the request as malformed (400) and does not say what it dislikes.";
            case SERVICE_ERROR ->
                "Apple's service answers with an error or cannot be reached, and that has lasted too long to be waited for.";
            case OAUTH_REFRESH_FAILED ->
                "Signing in to Apple fails, and the log names network faults at the same time.";
            case SYNC_FAILED ->
                "The state that Jamf Pro gives the last sync tells a failure. It does not tell why, and there is no log "
                        + "of this instance here that would."
                        + (topic.says(Reason.APPLE_OR_NETWORK)
                                ? " Tokens of several Apple IDs began to fail at about the same time, which points to "
                                        + "Apple or the network."
                                : "");
            case TOKEN_EXPIRED ->
                "The log says at every sync that the token has expired, while Jamf Pro shows a date for it that lies ahead: "
                        + "one of the two is wrong, most likely the clock of Jamf Pro's host.";
            case TERMS_NOT_SIGNED,
                    TOKEN_REJECTED,
                    FORBIDDEN,
                    SERVER_INACTIVE,
                    CONTENT_TOKEN_INVALID,
                    CONTENT_TOKEN_CLAIMED_ELSEWHERE -> "The record says: " + cause.key() + ".";
        };
    }

    private List<Step> steps(Topic topic) {
        List<Step> steps = Background.beforeAll(topic);
        if (topic.causes().contains(Cause.TOKEN_EXPIRED)) {
            steps.add(new Step(
                    "Compare the clock of Jamf Pro's host with the true time, and the token's date in Jamf Pro with that at "
                            + "Apple.",
                    Optional.empty()));
        }
        if (isSyncStateOnly(topic)) {
            steps.addAll(findTheCause(topic));
        } else if (!topic.findings().isEmpty()) {
            steps.add(appleStatus());
            steps.add(network(""));
            topic.kinds()
                    .forEach(kind -> steps.add(new Step(
                            "In Jamf Pro look at the state and the last sync of each token: " + Links.menu(kind) + ".",
                            links.tokens(topic.instances().get(0), kind))));
            steps.add(new Step(
                    topic.evidence().isEmpty()
                            ? "Read the instance's JAMFSoftwareServer.log from " + phrases.time(topic.since())
                                    + " on: it often names the fault."
                            : "Read JAMFSoftwareServer.log around the newest record: the lines after it often name the "
                                    + "fault.",
                    Optional.empty()));
        }
        Phrases.first(topic.troubles()).forEach(trouble -> steps.add(new Step(sentence(trouble), Optional.empty())));
        if (isNotLogged(topic)) {
            steps.addAll(lookAtTheToken(topic));
        }
        return steps;
    }

    /** From what is looked at quickest to what tells for sure; an outage goes first where it is likely. */
    private List<Step> findTheCause(Topic topic) {
        List<Step> token = new ArrayList<>(lookAtTheToken(topic));
        token.add(new Step(
                "Ask whether something happened to " + owners(topic) + " at about "
                        + phrases.time(topic.since())
                        + " or before: was the password changed, was the account disabled, or did it lose a "
                        + "role?",
                Optional.empty()));
        List<Step> service =
                List.of(appleStatus(), network(" Where Jamf runs the host (Jamf Cloud), ask Jamf's support."));
        List<Step> steps = new ArrayList<>();
        steps.addAll(topic.says(Reason.APPLE_OR_NETWORK) ? service : token);
        steps.addAll(topic.says(Reason.APPLE_OR_NETWORK) ? token : service);
        steps.add(new Step(
                "Apple's answer stands in the instance's JAMFSoftwareServer.log, of which Jamf Pro gives out the current "
                        + "one. Save it and run depwatch scan on it: that tells the cause, where the log has it.",
                Optional.empty()));
        return steps;
    }

    private List<Step> lookAtTheToken(Topic topic) {
        return List.of(
                Background.checkTerms(),
                new Step(
                        "In Jamf Pro look at the expiry date, the state and the last sync of each token: "
                                + Links.menu(TokenKind.ADE) + ".",
                        links.tokens(topic.instances().get(0), TokenKind.ADE)));
    }

    private static String owners(Topic topic) {
        List<String> owners = topic.tokens().stream()
                .flatMap(token -> token.owner().stream())
                .distinct()
                .sorted()
                .map(owner -> Phrases.cut(owner.value()))
                .toList();
        return owners.isEmpty() ? "the Apple ID that owns the token" : Phrases.joined(Phrases.first(owners));
    }

    private static Step appleStatus() {
        return new Step(
                "See whether Apple reports an outage of Apple Business, Apple School Manager or device enrolment.",
                Links.APPLE_STATUS);
    }

    private static Step network(String whoElse) {
        return new Step(
                "From the Jamf Pro host, check that https://mdmenrollment.apple.com can be reached: name look-up, "
                        + "firewall, proxy, and a proxy that replaces TLS certificates." + whoElse,
                Optional.empty());
    }

    private static String sentence(Trouble trouble) {
        return Phrases.cut(trouble.sentence(), SENTENCE_LENGTH);
    }
}
