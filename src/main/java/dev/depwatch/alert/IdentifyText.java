package dev.depwatch.alert;

import dev.depwatch.alert.Message.Step;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Reason;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One of several tokens fails and nothing tells which: look, and touch none before it is found. */
final class IdentifyText {
    private final Phrases phrases;
    private final Links links;
    private final TokenLine line;

    IdentifyText(Phrases phrases, Links links, Assessment assessment) {
        this.phrases = phrases;
        this.links = links;
        this.line = new TokenLine(phrases, assessment);
    }

    Message of(Topic topic) {
        return new Message(
                headline(topic),
                Phrases.lines(topic.tokens().stream().map(line::of).toList()),
                Background.sentences(
                        Background.failingSince(topic, phrases),
                        topic.causes().stream().map(IdentifyText::why),
                        Stream.of((topic.says(Reason.AS_NOTIFIED) ? "Jamf Pro's notification" : "The log")
                                + " does not name the token"
                                + (isOneCandidate(topic)
                                        ? ", and the tokens have not been read from Jamf Pro since this began."
                                        : ", and no sync state tells which one it is.")),
                        commonOwner(topic),
                        Background.effects(topic.kinds()),
                        Background.source(topic)),
                topic.evidence(),
                steps(topic),
                List.of(),
                List.of(
                        isOneCandidate(topic)
                                ? "Do not regenerate it before you are sure: a download ends a token that may well work."
                                : "Do not regenerate all of these tokens: each download ends a token that works."));
    }

    private static String headline(Topic topic) {
        String subject = topic.subject().name();
        if (isOneCandidate(topic)) {
            Token token = topic.tokens().get(0);
            return subject + ": an " + Phrases.noun(token.kind()) + " fails. " + Phrases.entry(token)
                    + " is the only one known; make sure that it is the one.";
        }
        return subject + (topic.findings().size() == 1 ? ": one of " : ": some of ") + Phrases.counted(topic.tokens())
                + (topic.findings().size() == 1 ? " fails" : " fail")
                + ", and nothing tells which. Find it before you change anything.";
    }

    private static boolean isOneCandidate(Topic topic) {
        return topic.tokens().size() == 1;
    }

    private static Stream<String> commonOwner(Topic topic) {
        return topic.findings().size() == 1 && topic.tokens().size() > 1
                ? topic.findings().get(0).account().stream()
                        .map(owner -> "All of them belong to Apple ID " + Phrases.cut(owner.value()) + ".")
                : Stream.of();
    }

    private static String why(Cause cause) {
        return switch (cause) {
            case TOKEN_EXPIRED -> "Apple answers that the token has expired.";
            case TOKEN_REJECTED -> "Apple rejects the token: it was revoked, or a newer one exists.";
            case FORBIDDEN ->
                "Apple answers that access is forbidden: the owner's password was changed, the account was "
                        + "removed, or it lost its role.";
            case OAUTH_REFRESH_FAILED -> "Signing in to Apple fails, and the log does not state Apple's answer.";
            case SERVER_INACTIVE -> "Apple answers that the server is inactive: it was deleted there.";
            case CONTENT_TOKEN_INVALID -> "Apple has revoked the content token, or Jamf Pro cannot read it.";
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE -> "Another device management server has claimed the content token.";
            case TERMS_NOT_SIGNED, BAD_REQUEST, SERVICE_ERROR, SYNC_FAILED -> "The record says: " + cause.key() + ".";
        };
    }

    private List<Step> steps(Topic topic) {
        List<Step> steps = new ArrayList<>();
        if (topic.says(Reason.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST)) {
            steps.add(Background.uploadFirst());
        }
        if (topic.says(Reason.CHECK_TERMS_FIRST)) {
            steps.add(Background.checkTerms());
        }
        if (topic.says(Reason.AS_NOTIFIED)) {
            steps.add(Background.checkNotification(topic, links));
        }
        topic.kinds().forEach(kind -> steps.add(look(kind, topic)));
        topic.findings().stream()
                .map(Finding::cause)
                .distinct()
                .map(IdentifyText::thenWhat)
                .distinct()
                .forEach(text -> steps.add(new Step(text, Optional.empty())));
        return steps;
    }

    private Step look(TokenKind kind, Topic topic) {
        return new Step(
                "In Jamf Pro open " + Links.menu(kind)
                        + (isOneCandidate(topic) ? " and look at it. " : " and look at each of them. ")
                        + switch (kind) {
                            case ADE ->
                                "A token that fails says \"Sync failed. Awaiting next sync\"; at Apple, its server "
                                        + "has not connected since this began.";
                            case CONTENT -> "A token that fails has not synced since this began.";
                        },
                links.tokens(topic.instances().get(0), kind));
    }

    private static String thenWhat(Cause cause) {
        return switch (cause) {
            case SERVER_INACTIVE ->
                "Link the one that fails, and no other, to a server that exists at Apple; or remove it if its server was deleted "
                        + "on purpose.";
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE ->
                "Find out which other server uses the one that fails, remove it there, and reclaim it in Jamf Pro.";
            case TOKEN_EXPIRED,
                    TOKEN_REJECTED,
                    FORBIDDEN,
                    OAUTH_REFRESH_FAILED,
                    CONTENT_TOKEN_INVALID,
                    TERMS_NOT_SIGNED,
                    BAD_REQUEST,
                    SERVICE_ERROR,
                    SYNC_FAILED ->
                "Only the one that fails needs a new token from Apple: made with a shared account that will stay, and "
                        + "uploaded to that entry at once. Leave the others as they are.";
        };
    }
}
