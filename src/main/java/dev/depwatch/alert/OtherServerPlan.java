package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to do where an entry holds the token of another server than before: the same steps in the same order for all
 * entries of the two servers, whichever alert names them.
 *
 * @param findings only those about an entry that holds a token of another server are kept
 */
record OtherServerPlan(Links links, List<Finding> findings, List<TokenHealth> tokens) {
    OtherServerPlan {
        findings = findings.stream()
                .filter(finding -> finding.cause() == Cause.TOKEN_OF_ANOTHER_SERVER)
                .toList();
    }

    /** Whether this entry needs the token of its own server, and not what it holds now. */
    boolean isAnothers(Token token) {
        return findings.stream().flatMap(finding -> finding.tokens().stream()).anyMatch(token::equals);
    }

    /** The finding about another entry that holds a token of this token's server by mistake; empty if there is none. */
    Optional<Finding> including(Token token) {
        return findings.stream()
                .filter(finding -> cutOff(finding).contains(token))
                .findFirst();
    }

    List<Finding> includingAny(List<Token> tokens) {
        return tokens.stream()
                .flatMap(token -> including(token).stream())
                .distinct()
                .toList();
    }

    /** The findings that together include all of these tokens; none if one token belongs to none. */
    List<Finding> includingAll(List<Token> tokens) {
        return tokens.stream().allMatch(token -> including(token).isPresent()) ? includingAny(tokens) : List.of();
    }

    /** The entries of the server whose download ended their token: it was uploaded to the finding's entry alone. */
    private List<Token> cutOff(Finding finding) {
        Token token = finding.tokens().get(0);
        return tokens.stream()
                .filter(health -> !health.works())
                .map(TokenHealth::token)
                .filter(other ->
                        other.server().equals(token.server()) && !other.key().equals(token.key()))
                .toList();
    }

    /** Whether the tokens belong to a plan that has steps for more than one entry. */
    boolean covers(AlertFacts facts) {
        return !includingAny(facts.tokens()).isEmpty()
                || facts.any(finding -> finding.cause() == Cause.TOKEN_OF_ANOTHER_SERVER
                        && !cutOff(finding).isEmpty());
    }

    /** The other entries that its steps are about. */
    Stream<String> where(Finding finding) {
        return cutOff(finding).stream()
                .map(token ->
                        Format.name(token.instance()) + ": " + Format.tokenAtApple(token) + ", ended by that download");
    }

    List<Line> of(Finding finding) {
        Token token = finding.tokens().get(0);
        String entry = entryOn(token);
        String former = former(finding);
        List<Token> cutOff = cutOff(finding);
        List<Line> steps = new ArrayList<>();
        if (!cutOff.isEmpty()) {
            String entries = Phrase.joined(Format.lines(cutOff.stream().map(OtherServerPlan::entryOn)));
            steps.add(new Line(
                    "Upload the file that is now in " + entry
                            + " also to " + entries + ": its download ended the token of " + server(finding)
                            + " there. Do not download it again. Only if nobody has that file any more, download a new token"
                            + " for " + server(finding) + " once, and upload it to " + entries + "; also to "
                            + entry + ", if what that holds now was intended.",
                    links.tokens(cutOff.get(0).instance(), TokenKind.ADE)));
        }
        steps.add(new Line(
                "If it was a mistake, download a new token for " + former + " and for no other server: "
                        + Links.downloadPath(TokenKind.ADE) + " Upload it at once to " + entry + ": "
                        + Links.menu(TokenKind.ADE) + ".",
                links.tokens(token.instance(), TokenKind.ADE)));
        steps.add(new Line(
                "If it was intended, assign all devices of " + former + " to " + server(finding) + " at Apple. Delete "
                        + former + " only when no device is left on it.",
                Links.APPLE));
        return steps;
    }

    /** The same in a few words. */
    List<Line> inBrief(Finding finding) {
        Token token = finding.tokens().get(0);
        Line decide = new Line(
                "By mistake: download a new token for " + former(finding) + " only, and upload it to "
                        + Format.entry(token) + ". Intended: assign its devices to " + server(finding) + ".",
                links.tokens(token.instance(), TokenKind.ADE));
        List<Line> shared = cutOff(finding).stream()
                .map(other -> new Line(
                        "Upload the file that is now in " + Format.entry(token) + " also to " + entryOn(other)
                                + "; do not download it again.",
                        links.tokens(other.instance(), TokenKind.ADE)))
                .toList();
        return Stream.concat(Format.first(shared).stream(), Stream.of(decide)).toList();
    }

    String doNot(Finding finding) {
        return cutOff(finding).isEmpty()
                ? "Do not download a token of the server that this entry holds now: that ends the one in use."
                : "Do not download a token of " + server(finding)
                        + " while somebody has its file: that ends the one in use.";
    }

    private static String entryOn(Token token) {
        return Format.entry(token) + " on " + Format.name(token.instance());
    }

    static String former(Finding finding) {
        return finding.detail().former().map(former -> server(former, finding)).orElse("the server it was made for");
    }

    /** The one whose token the entry holds now. */
    static String server(Finding finding) {
        return server(finding.tokens().get(0), finding);
    }

    /** With its id where both have one name. */
    private static String server(Token token, Finding finding) {
        if (token.serverName().isBlank()) {
            return token.serverUuid().isBlank() ? "another server" : "the server " + Format.quoted(token.serverUuid());
        }
        boolean areNamedAlike = finding.detail().former().stream()
                .map(Token::serverName)
                .anyMatch(finding.tokens().get(0).serverName()::equals);
        return "the server " + Format.quoted(token.serverName())
                + (areNamedAlike ? " (id " + Format.cut(token.serverUuid()) + ")" : "");
    }
}
