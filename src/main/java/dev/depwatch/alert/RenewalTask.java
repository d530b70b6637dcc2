package dev.depwatch.alert;

import dev.depwatch.assess.Assessment;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the renewal of one token or certificate takes, in the words of the alerts. Names are bounded and otherwise as
 * Jamf Pro has them: the renderer escapes them.
 *
 * @param name the instance and the entry in Jamf Pro
 * @param server at Apple, for which a token is downloaded; "" except of an ADE token
 * @param page of Jamf Pro; empty where its address is not known
 */
public record RenewalTask(Token token, String name, String server, Optional<URI> page) {
    /** The tasks in the order of the tokens. */
    public static List<RenewalTask> of(List<Token> tokens, Collection<InstanceInventory> instances) {
        Links links = Links.of(instances);
        return tokens.stream()
                .map(token -> new RenewalTask(
                        token,
                        Format.name(token.instance()) + ": " + Format.token(token),
                        server(token),
                        links.tokens(token.instance(), token.kind())))
                .toList();
    }

    private static String server(Token token) {
        if (token.kind() != TokenKind.ADE) {
            return "";
        }
        return (token.serverName().isBlank() ? "name not known" : Format.quoted(token.serverName()))
                + (token.serverUuid().isBlank() ? "" : ", UUID " + Format.cut(token.serverUuid()));
    }

    /**
     * What holds for all tokens of these kinds: where to sign in, and the ways through the menus.
     *
     * @param byHand whether a person uploads the files
     */
    public static List<String> ways(List<TokenKind> kinds, boolean byHand) {
        List<TokenKind> downloaded =
                kinds.stream().filter(kind -> !kind.isCertificate()).toList();
        Stream<String> signIn = downloaded.isEmpty()
                ? Stream.of()
                : Stream.of(RenewalSteps.signIn(downloaded).text());
        Stream<String> each = kinds.stream()
                .flatMap(kind -> kind.isCertificate()
                        ? Stream.of(CertificateText.way(kind))
                        : Stream.concat(
                                Stream.of("Download each " + kind.noun() + ": " + Links.downloadPath(kind)),
                                Stream.of("Upload it at once: " + RenewalSteps.upload(kind, "the entry"))
                                        .filter(upload -> byHand)));
        return Stream.concat(signIn, each).toList();
    }

    /** What must not be done with a token of the assessment. */
    public static Function<Token, List<String>> doNot(Assessment assessment) {
        RenewalSteps steps = RenewalSteps.of(assessment);
        return token -> steps.doNot(List.of(token), List.of(token.kind()));
    }

    /** What must not be done. */
    public static List<String> doNot(List<TokenKind> kinds) {
        return RenewalSteps.doNot(kinds).toList();
    }
}
