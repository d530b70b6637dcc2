package dev.depwatch.alert;

import static dev.depwatch.alert.AlertFacts.doubt;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.alert.Wording.Check;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Tokens that Apple rejects, or that have expired: generate new ones. Reasons against it always come first. */
record RegenerateText(AlertFacts facts, Wording wording) {
    Message message() {
        String why = wording.failure(facts, Format.sentences(Wording.why(facts), together(), endsToo()));
        List<Check> checks = checks();
        List<Line> steps = new ArrayList<>(Wording.steps(checks));
        steps.addAll(wording.renewal().of(facts.tokens()));
        String when = checks.isEmpty()
                ? ""
                : checks.equals(List.of(Wording.UPLOAD_FIRST))
                        ? "If nobody has just downloaded one"
                        : "After the checks";
        List<Line> brief =
                new ArrayList<>(facts.says(Hint.MANY_OWNERS_REFUSED) ? List.of(Wording.CHECK_STATUS) : List.of());
        brief.addAll(wording.renewal().inBrief(facts.tokens(), when));
        Stream<Finding> unknown =
                facts.findings().stream().filter(finding -> finding.tokens().isEmpty());
        unknown.map(Finding::kind).distinct().forEach(kind -> {
            steps.addAll(ofUnknown(facts.instances().get(0), kind));
            brief.add(ofUnknownInBrief(facts.instances().get(0), kind, when));
        });
        return new Message(
                headline(checks),
                Format.linked(where()),
                Format.sentences(why, wording.apple().of(facts), Wording.personalOwner(facts), wording.source(facts)),
                facts.evidence(),
                steps,
                alsoCheck(),
                doNot(checks),
                Optional.of(new Message.Brief(why, brief)));
    }

    private String headline(List<Check> checks) {
        return whoAndWhat()
                + (wording.otherServers().includingAll(facts.tokens()).isEmpty()
                        ? ""
                        : " Upload the file that another entry holds: do not download it again.")
                + (checks.isEmpty()
                        ? ""
                        : checks.stream().map(Check::what).collect(joining("; ", " Check first: ", ".")));
    }

    /** What to check before somebody generates a token. */
    List<Check> checks() {
        List<Check> checks = wording.checks(facts);
        if (!wording.otherServers().includingAll(facts.tokens()).isEmpty()) {
            // The plan names the file.
            checks.remove(Wording.UPLOAD_FIRST);
        }
        checks.addAll(checksOfDoubt());
        if (facts.says(Hint.AS_NOTIFIED)) {
            checks.add(new Check("whether each location still syncs", wording.checkNotification(facts)));
        }
        return checks;
    }

    /** What to check of tokens that only most likely need regenerating. */
    List<Check> checksOfDoubt() {
        List<Check> checks = new ArrayList<>();
        if (facts.says(Hint.MANY_OWNERS_REFUSED)) {
            String whose = facts.account().isPresent() ? "the" : "each";
            checks.add(new Check(
                    "whether " + whose + " password was changed",
                    Line.of("If that does not explain it, ask " + whose + " owner what happened at about "
                            + wording.format().time(facts.since())
                            + ", such as a new rule for passwords. Continue only where a password was changed.")));
        }
        if (facts.says(Hint.CHECK_SERVER_FIRST)) {
            checks.add(new Check(
                    "whether the server still exists at Apple",
                    new Line(
                            "Sign in to Apple and see whether the server still exists. If it does not, a new token does"
                                    + " not help: link the entry to another server.",
                            Links.APPLE)));
        }
        List<Line> entries = facts.findings().stream()
                .filter(Finding::likely)
                .filter(finding -> finding.says(Hint.TOKENS_NOT_READ_SINCE) || finding.says(Hint.APPLE_CONNECTIONS))
                .flatMap(finding -> finding.tokens().stream().map(token -> entry(token, finding)))
                .distinct()
                .toList();
        if (!entries.isEmpty()) {
            checks.add(new Check(
                    facts.says(Hint.APPLE_CONNECTIONS)
                            ? "which token Jamf Pro shows as failing"
                            : "whether a token has synced well since",
                    Format.linked(entries)));
        }
        if (!facts.says(Hint.MANY_OWNERS_REFUSED) && facts.causes().contains(Cause.OAUTH_REFRESH_FAILED)) {
            boolean isAlone = facts.othersThatWork() == 0;
            checks.add(new Check(
                    isAlone
                            ? "whether the password was changed"
                            : "whether the server was changed or a newer token downloaded",
                    new Line(
                            "Find out what happened at about "
                                    + wording.format().time(facts.since()) + ": "
                                    + (isAlone
                                            ? "was the password of " + Wording.owner(facts)
                                                    + " changed, was the account disabled, or did it lose a role?"
                                            : "was the server changed at Apple, or a newer token downloaded for it?")
                                    + " If not, check Apple's system status and the network before you continue.",
                            Links.APPLE_STATUS)));
        }
        return checks;
    }

    private Line entry(Token token, Finding finding) {
        String entry = Format.name(token.instance()) + ": see in Jamf Pro whether " + Format.entry(token) + " ";
        String menu = ": " + Links.menu(token.kind()) + ". If ";
        return new Line(
                finding.says(Hint.APPLE_CONNECTIONS)
                        ? entry + RenewalSteps.sign(token.kind()) + menu
                                + "it does not, leave it: only Apple's times say that it fails."
                        : entry + "has synced well since this began" + menu + "so, leave it."
                                + token.expiry()
                                        .map(wording.format()::expiry)
                                        .map(date -> " If its date is not " + date
                                                + " any more, it was renewed: wait for one sync.")
                                        .orElse(""),
                wording.links().tokens(token.instance(), token.kind()));
    }

    /** For a token that is known only by its instance. */
    private List<Line> ofUnknown(Instance instance, TokenKind kind) {
        return List.of(
                new Line(
                        "In Jamf Pro on " + Format.name(instance) + ", find the token: " + Links.menu(kind) + ". "
                                + "If several are listed, it is the one that " + RenewalSteps.sign(kind)
                                + ". Note its name and its Apple ID.",
                        wording.links().tokens(instance, kind)),
                RenewalSteps.signIn(List.of(kind)),
                Line.of("Download a new token for that one, and for no other: " + Links.downloadPath(kind)),
                new Line(
                        "Upload the file at once: " + RenewalSteps.upload(kind, "that entry"),
                        wording.links().tokens(instance, kind)));
    }

    /** The same in a few words. */
    private Line ofUnknownInBrief(Instance instance, TokenKind kind, String when) {
        return new Line(
                (when.isEmpty() ? "Find" : when + ", find") + " the failing " + kind.noun()
                        + " in Jamf Pro; download a new token for that one only, and upload it at once.",
                wording.links().tokens(instance, kind));
    }

    private String whoAndWhat() {
        if (facts.hasUnknownToken()) {
            return Format.some(facts.kinds())
                    + needs(facts.kinds().size())
                    + ". Find out in Jamf Pro which: depwatch does not know that.";
        }
        List<Token> tokens = facts.tokens();
        long likely = facts.findings().stream()
                .filter(Finding::likely)
                .mapToLong(finding -> finding.tokens().size())
                .sum();
        return Format.counted(tokens)
                + needs(tokens.size())
                + (likely > 0 && !facts.allLikely() ? " (" + likely + " of them " + doubt(facts.findings()) + ")" : "")
                + Wording.whereOrWhose(facts);
    }

    private String needs(int count) {
        String expired = facts.causes().equals(List.of(Cause.TOKEN_EXPIRED))
                ? count == 1 ? " has expired and" : " have expired and"
                : "";
        return expired + (facts.allLikely() ? " " + doubt(facts.findings()) : "") + (count == 1 ? " needs" : " need")
                + " regenerating";
    }

    private List<Line> where() {
        Map<Token, Finding> findings = new HashMap<>();
        facts.findings().forEach(finding -> finding.tokens().forEach(token -> findings.putIfAbsent(token, finding)));
        Function<Token, String> more = token -> more(requireNonNull(findings.get(token)), token.expiry());
        return Stream.concat(
                        wording.renewal().each(facts.tokens(), more).stream(),
                        facts.findings().stream()
                                .filter(finding -> finding.tokens().isEmpty())
                                .map(finding ->
                                        Line.of(Format.tokensOf(finding).get(0) + more(finding, Optional.empty()))))
                .toList();
    }

    private String more(Finding finding, Optional<Expiry> expiry) {
        return (finding.sightings() == 0
                        ? expiry.map(date -> ", expired " + wording.format().expiry(date))
                                .orElse("")
                        : wording.sinceIfItDiffers(finding, facts))
                + (finding.likely() && !facts.allLikely() ? ", " + doubt(List.of(finding)) : "")
                + (finding.says(Hint.MANY_OWNERS_REFUSED) ? ", " + Format.owner(finding.account()) : "");
    }

    private String together() {
        return facts.isOfPassword()
                ? "All its ADE tokens failed within minutes: "
                        + (facts.any(Finding::likely) ? "most likely " : "")
                        + "its password was changed, or the account was disabled or lost its role."
                : "";
    }

    /** The content tokens of the same owner, which a changed password ends as well. */
    private List<Token> tokensAtRisk() {
        return facts.says(Hint.CONTENT_TOKENS_AT_RISK)
                ? ofOwner(health ->
                        health.health() == Health.AT_RISK && health.token().kind() == TokenKind.CONTENT)
                : List.of();
    }

    private List<Token> ofOwner(Predicate<TokenHealth> which) {
        return wording.toNotify().tokens().stream()
                .filter(which)
                .map(TokenHealth::token)
                .filter(token -> token.owner().isPresent() && token.owner().equals(facts.account()))
                .toList();
    }

    private String endsToo() {
        List<Token> tokens = tokensAtRisk();
        return tokens.isEmpty()
                ? ""
                : "A changed password also ends this Apple ID's "
                        + (tokens.size() == 1 ? TokenKind.CONTENT.noun() : Format.counted(tokens)) + ".";
    }

    private List<String> alsoCheck() {
        List<String> checks = new ArrayList<>();
        List<Token> atRisk = tokensAtRisk();
        if (!atRisk.isEmpty()) {
            checks.add("See in Jamf Pro, " + Links.menu(TokenKind.CONTENT)
                    + ", whether the Apps and Books tokens (formerly VPP) of the same Apple ID still sync, and renew those"
                    + " that do not: "
                    + String.join(
                            ", ",
                            Format.lines(atRisk.stream()
                                    .map(token -> Format.name(token.instance()) + " " + Format.entry(token))))
                    + ".");
        }
        List<Token> push = ofOwner(health -> health.token().kind() == TokenKind.PUSH);
        if (!push.isEmpty() && facts.causes().stream().anyMatch(Cause::canFollowPasswordChange)) {
            checks.add("This Apple ID also renews the push certificate of "
                    + Format.names(push.stream().map(Token::instance).toList())
                    + ": keep the account, or have it restored.");
        }
        if (facts.isOfPassword()) {
            checks.add("Tokens of this Apple ID for servers that depwatch does not watch have most likely ended, too.");
        }
        Wording.ownerMissing(facts).forEach(checks::add);
        return checks;
    }

    private List<String> doNot(List<Check> checks) {
        List<Finding> planned = wording.otherServers().includingAll(facts.tokens());
        if (!planned.isEmpty()) {
            return Stream.concat(
                            planned.stream().map(wording.otherServers()::doNot),
                            wording.renewal().notTwice(facts.tokens()))
                    .toList();
        }
        List<String> warnings = new ArrayList<>();
        if (!checks.isEmpty()) {
            warnings.add("Do not regenerate before the checks: a new token may be needless, or not help.");
        }
        if (facts.says(Hint.AS_NOTIFIED)) {
            warnings.add(Wording.CONTENT_TOKEN_SYNCS);
        }
        warnings.addAll(wording.renewal().doNot(facts.tokens(), facts.kinds()));
        return warnings;
    }
}
