package dev.depwatch.alert;

import dev.depwatch.alert.Message.Step;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One of several tokens fails and nothing tells which: look, and touch none before it is found. */
final class IdentifyText {
    private final Phrases phrases;
    private final Links links;
    private final Assessment assessment;
    private final TokenLine line;

    IdentifyText(Phrases phrases, Links links, TokenLine line, Assessment assessment) {
        this.phrases = phrases;
        this.links = links;
        this.assessment = assessment;
        this.line = line;
    }

    Message of(Topic topic) {
        return new Message(
                headline(topic),
                Phrases.lines(topic.tokens().stream().map(line::of).toList()),
                Background.sentences(
                        Background.failingSince(topic, phrases),
                        topic.causes().stream().map(IdentifyText::why),
                        Stream.of(whyUnknown(topic)),
                        Background.effects(topic.kinds()),
                        Background.source(topic, phrases)),
                topic.evidence(),
                steps(topic),
                RenewalSteps.alsoIn(topic.tokens(), assessment).toList(),
                List.of(doNot(topic)));
    }

    private String headline(Topic topic) {
        String subject = topic.subject().name();
        if (isOneCandidate(topic)) {
            Token token = topic.tokens().get(0);
            return areSeveralCauses(topic)
                    ? subject + ": " + Phrases.token(token)
                            + " fails, and the log states several reasons. Find out which is its own before you change anything."
                    : subject + ": an " + Phrases.noun(token.kind()) + " fails. " + Phrases.entry(token)
                            + (isReadSince(topic)
                                    ? " is the likeliest"
                                    : " is the likeliest of those that Jamf Pro named last")
                            + "; make sure that it is the one.";
        }
        String tokens = Phrases.counted(topic.tokens())
                + account(topic).map(owner -> " of Apple ID " + owner).orElse("");
        if (areSeveralCauses(topic)) {
            return subject + ": some of " + tokens + " fail, not all for the same reason, and nothing tells which has "
                    + "which. Find out before you change anything.";
        }
        return subject + (topic.findings().size() == 1 ? ": one of " : ": some of ") + tokens
                + (topic.findings().size() == 1 ? " fails" : " fail")
                + ", and nothing tells which. Find it before you change anything.";
    }

    private static boolean isOneCandidate(Topic topic) {
        return topic.tokens().size() == 1;
    }

    private static boolean areSeveralCauses(Topic topic) {
        return topic.says(Hint.SEVERAL_CAUSES);
    }

    /** Of all the tokens that are named, where they have one: then it is certain whose token fails. */
    private static Optional<String> account(Topic topic) {
        List<Optional<AppleId>> owners =
                topic.tokens().stream().map(Token::owner).distinct().toList();
        return owners.size() == 1 ? owners.get(0).map(owner -> Phrases.cut(owner.value())) : Optional.empty();
    }

    private String whyUnknown(Topic topic) {
        String source = topic.says(Hint.AS_NOTIFIED) ? "Jamf Pro's notification" : "The log";
        if (!isReadSince(topic)) {
            return source
                    + " does not name the token, and the tokens have not been read from Jamf Pro since this began.";
        }
        if (areSeveralCauses(topic)) {
            return source + " does not name the tokens, and the state of a sync does not say why it failed.";
        }
        return source + " does not name the token"
                + (isOneCandidate(topic)
                        ? ". The sync of this one fails too."
                        : ", and the states of the syncs do not tell which one it is.");
    }

    private boolean isReadSince(Topic topic) {
        return assessment.instances().stream()
                .filter(inventory -> topic.instances().contains(inventory.instance()))
                .allMatch(inventory -> inventory
                        .readAt()
                        .filter(at -> !at.isBefore(topic.since()))
                        .isPresent());
    }

    private static String doNot(Topic topic) {
        if (topic.causes().stream().noneMatch(cause -> cause.remedy() == Remedy.REGENERATE)) {
            return "Do not regenerate any of these tokens: a new token does not help here, and each download ends one.";
        }
        if (isOneCandidate(topic)) {
            return areSeveralCauses(topic)
                    ? "Do not regenerate it before you know why it fails: a download ends a token that may be good."
                    : "Do not regenerate it before you are sure: a download ends a token that may well work.";
        }
        return areSeveralCauses(topic)
                ? "Do not regenerate all of these tokens: not every one of them needs it, and each download ends one."
                : "Do not regenerate all of these tokens: each download ends a token that works.";
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
            case TERMS_NOT_SIGNED, BAD_REQUEST, SERVICE_ERROR, SYNC_FAILED, TOKEN_OF_ANOTHER_SERVER ->
                "The record says: " + cause.key() + ".";
        };
    }

    private List<Step> steps(Topic topic) {
        List<Step> steps = Background.beforeAll(topic);
        if (topic.says(Hint.CHECK_TERMS_FIRST)) {
            steps.add(Background.checkTerms());
        }
        if (topic.says(Hint.AS_NOTIFIED)) {
            steps.add(Background.checkNotification(topic, links));
        }
        if (areSeveralCauses(topic)) {
            steps.add(new Step(
                    "If another alert about this instance asks for something that changes no token, such as accepting "
                            + "terms, do that first: a token that still fails afterwards is meant here.",
                    Optional.empty()));
        }
        topic.kinds().forEach(kind -> steps.add(look(kind, topic)));
        topic.findings().stream()
                .map(Finding::cause)
                .distinct()
                .map(cause -> thenWhat(cause, areSeveralCauses(topic) ? "that fails for this reason" : "that fails"))
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
                                "A token that fails shows \"Sync failed. Awaiting next sync\"; at Apple, its server "
                                        + "has not connected since this began.";
                            case CONTENT -> "A token that fails has not synced since this began.";
                        },
                links.tokens(topic.instances().get(0), kind));
    }

    private static String thenWhat(Cause cause, String which) {
        return switch (cause) {
            case SERVER_INACTIVE ->
                "Link the one " + which
                        + ", and no other, to a server that exists at Apple; or remove it if its server was deleted "
                        + "on purpose.";
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE ->
                "Find out which other server uses the one " + which + ", remove it there, and reclaim it in Jamf Pro.";
            case TOKEN_EXPIRED,
                    TOKEN_REJECTED,
                    FORBIDDEN,
                    OAUTH_REFRESH_FAILED,
                    CONTENT_TOKEN_INVALID,
                    TERMS_NOT_SIGNED,
                    BAD_REQUEST,
                    SERVICE_ERROR,
                    SYNC_FAILED,
                    TOKEN_OF_ANOTHER_SERVER ->
                "Only the one " + which
                        + " needs a new token from Apple: made with a shared account that will stay, and "
                        + "uploaded to that entry at once. Leave all others as they are.";
        };
    }
}
