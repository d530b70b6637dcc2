package dev.depwatch.alert;

import dev.depwatch.alert.Message.Step;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tokens that Apple refuses, or whose time is over: make new ones. What speaks against it is always said first. */
final class RegenerateText {
    private final Phrases phrases;
    private final Links links;
    private final Assessment assessment;

    RegenerateText(Phrases phrases, Links links, Assessment assessment) {
        this.phrases = phrases;
        this.links = links;
        this.assessment = assessment;
    }

    Message of(Topic topic) {
        return new Message(
                headline(topic),
                Phrases.lines(topic.findings().stream()
                        .flatMap(finding -> where(finding, topic))
                        .toList()),
                Background.sentences(
                        Background.failingSince(topic, phrases),
                        topic.causes().stream().map(cause -> why(cause, topic)),
                        together(topic),
                        Background.effects(topic.kinds()),
                        Background.personalOwner(topic),
                        Background.source(topic, phrases)),
                topic.evidence(),
                steps(topic),
                Stream.of(
                                RenewalSteps.alsoIn(topic.tokens(), assessment),
                                atRisk(topic),
                                elsewhere(topic),
                                Background.ownerMissing(topic))
                        .flatMap(part -> part)
                        .toList(),
                doNot(topic));
    }

    private static String headline(Topic topic) {
        return whoAndWhat(topic)
                + (topic.findings().stream().allMatch(finding -> finding.hints().contains(Hint.AS_NOTIFIED))
                        ? " Check first whether that was done already."
                        : "")
                + (topic.says(Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST)
                        ? " If somebody has just downloaded a token, upload that file instead."
                        : "")
                + checkFirst(topic);
    }

    private static String checkFirst(Topic topic) {
        if (topic.says(Hint.CHECK_CLOCK_FIRST)) {
            return " Check the clocks first"
                    + (topic.anyLikely() ? ", then for a password change and for unsigned terms." : ".");
        }
        if (topic.anyLikely() && topic.othersThatWork() == 0) {
            return topic.says(Hint.CHECK_TERMS_FIRST)
                    ? " Check for a password change and for unsigned terms first."
                    : " Check for a password change first.";
        }
        return topic.says(Hint.CHECK_TERMS_FIRST) ? " Check for unsigned terms first." : "";
    }

    private static String whoAndWhat(Topic topic) {
        if (topic.hasUnknownToken()) {
            return topic.subject().name() + ": " + Phrases.some(topic.kinds())
                    + needs(topic, topic.kinds().size())
                    + ". Find out in Jamf Pro which one: depwatch could not read it.";
        }
        List<Token> tokens = topic.tokens();
        long likely = topic.findings().stream()
                .filter(Finding::likely)
                .mapToLong(finding -> finding.tokens().size())
                .sum();
        String doubt = topic.anyLikely() && !topic.allLikely() ? " (" + likely + " of them most likely)" : "";
        return Phrases.cut(topic.subject().name()) + ": " + Phrases.counted(tokens) + needs(topic, tokens.size())
                + doubt
                + (topic.subject().isInstance()
                        ? tokens.size() == 1 ? "; its Apple ID is not known." : "; their Apple ID is not known."
                        : ", on " + Phrases.names(topic.instances()) + ".");
    }

    private static String needs(Topic topic, int count) {
        String expired = topic.causes().equals(List.of(Cause.TOKEN_EXPIRED))
                ? count == 1 ? " has expired and" : " have expired and"
                : "";
        return expired + (topic.allLikely() ? " most likely" : "") + (count == 1 ? " needs" : " need")
                + " regenerating";
    }

    private Stream<String> where(Finding finding, Topic topic) {
        List<String> tokens = Phrases.tokensOf(finding);
        return Stream.iterate(0, index -> index + 1)
                .limit(tokens.size())
                .map(index -> tokens.get(index)
                        + (finding.sightings() == 0 && !finding.tokens().isEmpty()
                                ? finding.tokens()
                                        .get(index)
                                        .expiry()
                                        .map(this::expired)
                                        .orElse("")
                                : Background.sinceIfItDiffers(finding, topic, phrases))
                        + (finding.likely() && !topic.allLikely() ? ", most likely" : ""));
    }

    private String expired(Expiry expiry) {
        return ", expired " + phrases.expiry(expiry);
    }

    private static String why(Cause cause, Topic topic) {
        return switch (cause) {
            case TOKEN_EXPIRED -> "A token lives for one year, and that year is over.";
            case TOKEN_REJECTED ->
                "Apple knows the token and rejects it: it was revoked, or a newer one was downloaded and not uploaded.";
            case FORBIDDEN ->
                "Apple answers that access is forbidden"
                        + (topic.says(Hint.PASSWORD_CHANGED_OR_ACCOUNT_DISABLED)
                                ? "."
                                : topic.othersThatWork() > 0
                                        ? ". " + othersWork(topic)
                                        : ": the password of the Apple ID was changed, the account was removed, or it lost "
                                                + "its role.");
            case OAUTH_REFRESH_FAILED ->
                (topic.allLikely() ? "Signing in to Apple fails at every sync, and the log" : "On the others the log")
                        + " does not state Apple's answer. Most likely the token has become invalid."
                        + (topic.othersThatWork() > 0 ? " " + othersWork(topic) : "");
            case CONTENT_TOKEN_INVALID ->
                topic.says(Hint.AS_NOTIFIED)
                        ? "A notification in Jamf Pro says that Apple has revoked the content token."
                        : topic.says(Hint.REVOKED_BY_APPLE)
                                ? "Apple has revoked the content token (error 9625)."
                                : "Jamf Pro cannot read the content token: it has expired, or Apple has revoked it, or an ADE token "
                                        + "(.p7m) was uploaded in its place.";
            case TERMS_NOT_SIGNED,
                    SERVER_INACTIVE,
                    BAD_REQUEST,
                    SERVICE_ERROR,
                    CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                    TOKEN_OF_ANOTHER_SERVER,
                    SYNC_FAILED -> "The record says: " + cause.key() + ".";
        };
    }

    /** What the owner's other tokens rule out, and what is left. */
    private static String othersWork(Topic topic) {
        int others = topic.othersThatWork();
        return others + " other ADE " + (others == 1 ? "token" : "tokens") + " of this Apple ID "
                + (others == 1 ? "works" : "work")
                + ", so it is not its password: what is left is a role that is limited to other servers, the server itself, or"
                + " this token.";
    }

    private static Stream<String> together(Topic topic) {
        return topic.says(Hint.PASSWORD_CHANGED_OR_ACCOUNT_DISABLED)
                ? Stream.of("All ADE tokens of this Apple ID began to fail within minutes of each other: "
                        + (topic.anyLikely() ? "most likely " : "")
                        + "its password was changed, or the account was disabled or lost its role.")
                : Stream.of();
    }

    private List<Step> steps(Topic topic) {
        List<Step> steps = stepsBefore(topic);
        RenewalSteps renewal = new RenewalSteps(links);
        if (!topic.tokens().isEmpty()) {
            steps.addAll(renewal.of(topic.tokens()));
        }
        topic.findings().stream()
                .filter(finding -> finding.tokens().isEmpty())
                .map(Finding::kind)
                .distinct()
                .forEach(
                        kind -> steps.addAll(renewal.ofUnknown(topic.instances().get(0), kind)));
        return steps;
    }

    /** What is to be checked before a token is made. */
    List<Step> stepsBefore(Topic topic) {
        List<Step> steps = Background.beforeAll(topic);
        if (topic.anyLikely()) {
            steps.add(new Step(
                    "Find out what happened at about " + phrases.time(topic.since()) + ": "
                            + (topic.othersThatWork() == 0
                                    ? "was the password of " + owner(topic)
                                            + " changed, was the account disabled, or did it lose a role?"
                                    : "was the server changed at Apple, or a newer token downloaded for it?")
                            + " If nothing of the kind happened, check Apple's system status and the network before you go"
                            + " on.",
                    Links.APPLE_STATUS));
        }
        if (topic.says(Hint.CHECK_TERMS_FIRST)) {
            steps.add(Background.checkTerms());
        }
        if (topic.says(Hint.AS_NOTIFIED)) {
            steps.add(Background.checkNotification(topic, links));
        }
        return steps;
    }

    private static String owner(Topic topic) {
        return account(topic).map(owner -> Phrases.cut(owner.value())).orElse("the Apple ID that owns the token");
    }

    private static Optional<AppleId> account(Topic topic) {
        return topic.findings().stream()
                .flatMap(finding -> finding.account().stream())
                .findFirst();
    }

    private Stream<String> atRisk(Topic topic) {
        if (!topic.says(Hint.CONTENT_TOKENS_AT_RISK)) {
            return Stream.of();
        }
        List<Token> tokens = assessment.tokens().stream()
                .filter(health -> health.health() == Health.AT_RISK)
                .map(TokenHealth::token)
                .filter(token -> token.owner().equals(account(topic)))
                .toList();
        if (tokens.isEmpty()) {
            return Stream.of();
        }
        return Stream.of("The same Apple ID owns " + Phrases.counted(tokens) + " (formerly VPP): "
                + Phrases.lines(tokens.stream()
                                .map(token -> Phrases.name(token.instance()) + " " + Phrases.entry(token))
                                .toList())
                        .stream()
                        .collect(Collectors.joining(", "))
                + ". Apple says that a password change ends " + (tokens.size() == 1 ? "it" : "these")
                + " too. Check in "
                + "Jamf Pro, under " + Links.menu(TokenKind.CONTENT) + ", whether "
                + (tokens.size() == 1 ? "it still syncs; if not, renew it" : "they still sync; if not, renew them")
                + " as well.");
    }

    private static Stream<String> elsewhere(Topic topic) {
        return topic.says(Hint.PASSWORD_CHANGED_OR_ACCOUNT_DISABLED)
                ? Stream.of(
                        "Tokens that this Apple ID downloaded for servers that depwatch does not watch have most likely ended "
                                + "as well.")
                : Stream.of();
    }

    private static List<String> doNot(Topic topic) {
        List<String> warnings = new ArrayList<>();
        if (topic.anyLikely() || topic.says(Hint.CHECK_TERMS_FIRST)) {
            warnings.add("Do not regenerate before the checks above: a new token does not help against "
                    + (topic.says(Hint.CHECK_TERMS_FIRST) ? "unsigned terms or " : "") + "an outage.");
        }
        if (topic.says(Hint.AS_NOTIFIED)) {
            warnings.add("Do not regenerate a content token that syncs: a notification can be older than the token.");
        }
        RenewalSteps.doNot(topic.kinds()).forEach(warnings::add);
        return warnings;
    }
}
