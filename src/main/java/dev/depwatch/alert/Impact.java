package dev.depwatch.alert;

import static java.util.stream.Collectors.groupingBy;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What depends on one Apple ID, before anything happens to it. As in a {@link Message}, names are bounded and otherwise
 * as Jamf Pro has them: the renderer escapes them.
 *
 * @param headline what depends on the account, and how many devices
 * @param stops what stops, and what does not, when the password changes or the account is deleted; one paragraph each
 * @param steps how to prepare, in order
 * @param alsoCheck what else to check
 * @param doNot what would make it worse
 */
public record Impact(
        String headline, List<String> stops, List<Line> steps, List<String> alsoCheck, List<String> doNot) {
    /** What does the most harm when it ends, first. */
    private static final List<TokenKind> HARM =
            List.of(TokenKind.PUSH, TokenKind.CA, TokenKind.ADE, TokenKind.CONTENT, TokenKind.GSX);

    /** What does the most harm first, then by instance. */
    public static final Comparator<Token> ORDER =
            Comparator.comparing((Token token) -> HARM.indexOf(token.kind())).thenComparing(Token::key);

    /**
     * What is known of the fleet.
     *
     * @param tokens of all owners
     * @param jamf the address of each Jamf Pro
     * @param read the instances whose API answers
     */
    public record Known(List<Token> tokens, Map<Instance, URI> jamf, Set<Instance> read) {}

    /**
     * The text for an account that owns a token.
     *
     * @param isPersonal whether it is not one of the shared accounts
     * @param devices how many devices depend on each token, where that is known
     */
    public static Impact of(AppleId account, boolean isPersonal, Known known, Map<Token.Key, Long> devices) {
        List<Token> tokens = known.tokens().stream()
                .filter(token -> token.owner().equals(Optional.of(account)))
                .sorted(ORDER)
                .toList();
        List<String> alsoCheck = new ArrayList<>();
        alsoCheck.add("Tokens and certificates of this Apple ID that depwatch does not watch depend on it as well.");
        alsoCheck.addAll(mayOwnPushCertificates(known));
        if (isPersonal) {
            alsoCheck.add(
                    "It is not one of the shared accounts that the configuration of depwatch names (owners.shared).");
        }
        return new Impact(
                headline(account, tokens, devices), stops(tokens), steps(tokens, known), alsoCheck, doNot(tokens));
    }

    /** The instances whose push certificate may be of any account, as a sentence; empty if there is none. */
    public static List<String> mayOwnPushCertificates(Known known) {
        Set<Instance> pushOwnerNotKnown = new TreeSet<>(known.read());
        known.tokens().stream()
                .filter(token -> token.kind() == TokenKind.PUSH && token.owner().isPresent())
                .map(Token::instance)
                .forEach(pushOwnerNotKnown::remove);
        return pushOwnerNotKnown.isEmpty()
                ? List.of()
                : List.of("depwatch does not know who renews the push certificate of " + Format.names(pushOwnerNotKnown)
                        + " (pushCertificate): perhaps this Apple ID.");
    }

    private static boolean has(TokenKind kind, List<Token> tokens) {
        return tokens.stream().anyMatch(token -> token.kind() == kind);
    }

    private static String headline(AppleId account, List<Token> tokens, Map<Token.Key, Long> devices) {
        return "Apple ID " + Format.cut(account.value()) + ": " + Format.counted(tokens) + " on "
                + Format.names(tokens.stream().map(Token::instance).toList())
                + (tokens.size() == 1 ? " depends" : " depend")
                + (tokens.stream().allMatch(token -> token.kind().isCertificate())
                        ? " on the account."
                        : " on its password and on the account.")
                + devices(tokens, devices);
    }

    /** Two entries for one server at Apple name the same devices. */
    private static String devices(List<Token> tokens, Map<Token.Key, Long> devices) {
        List<Token> enrollments =
                tokens.stream().filter(token -> token.kind() == TokenKind.ADE).toList();
        if (enrollments.isEmpty()) {
            return "";
        }
        List<OptionalLong> perServer = enrollments.stream().collect(groupingBy(Token::server)).values().stream()
                .map(entries -> entries.stream()
                        .map(entry -> devices.get(entry.key()))
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .max())
                .toList();
        long unknown = perServer.stream().filter(OptionalLong::isEmpty).count();
        String on = enrollments.size() == 1 ? "the ADE token" : "the ADE tokens";
        if (unknown == perServer.size()) {
            return " How many devices depend on " + on + " is not known.";
        }
        long known = perServer.stream().mapToLong(count -> count.orElse(0)).sum();
        String depend = Phrase.counted(known, "device") + (known == 1 ? " depends on " : " depend on ") + on;
        return unknown == 0
                ? " " + depend + "."
                : " At least " + depend + "; for " + Phrase.counted(unknown, "server") + " the number is not known.";
    }

    private static List<String> stops(List<Token> tokens) {
        List<String> stops = new ArrayList<>();
        tokens.stream().map(Token::kind).distinct().forEach(kind -> stops.add(kind.displayName() + ": " + stops(kind)));
        if (has(TokenKind.ADE, tokens)) {
            stops.add("Activation Lock: the screens of devices that were locked through these tokens ask for this very"
                    + " Apple ID. Its password must stay within the team's reach.");
        }
        return stops;
    }

    private static String stops(TokenKind kind) {
        return switch (kind) {
            case ADE ->
                "Apple ends the tokens that an account downloaded when its password is changed, and when its person"
                        + " leaves the organisation. Enrolled devices keep working, but new or wiped devices that are"
                        + " assigned to these servers cannot enrol until each token is renewed.";
            case CONTENT ->
                "Apple says that a change of the password ends these tokens too. Jamf Pro can then not assign or take"
                        + " back licences of apps and books. Apple does not say what becomes of them when the account"
                        + " goes: expect the same.";
            case PUSH ->
                "only this Apple ID can renew it, each year. If nobody can sign in with it when the certificate ends,"
                        + " Jamf Pro reaches no managed device, and with a certificate of another Apple ID every one of"
                        + " them must enrol again.";
            case GSX ->
                "Jamf Pro signs in to Apple's GSX with this account. Without it, nobody can look up warranties and"
                        + " repairs there.";
            case CA -> "it hangs on no Apple account.";
        };
    }

    private static List<String> doNot(List<Token> tokens) {
        String ofPush = has(TokenKind.PUSH, tokens) ? ": it alone can renew the push certificate." : ".";
        return Stream.concat(
                        Stream.of("Do not disable or delete the account while anything depends on it" + ofPush),
                        RenewalSteps.doNot(tokens.stream().map(Token::kind).toList()))
                .toList();
    }

    private static List<Line> steps(List<Token> tokens, Known known) {
        List<Line> steps = new ArrayList<>();
        if (has(TokenKind.PUSH, tokens)) {
            steps.add(Line.of(
                    "Keep this Apple ID, its password and its second factor within the team's reach, as a managed account:"
                            + " the push certificate must be renewed with it. It may go only once the certificate has moved:"
                            + CertificateText.MOVE));
        }
        if (has(TokenKind.GSX, tokens)) {
            steps.add(Line.of("Before this one goes," + CertificateText.OTHER_GSX));
        }
        List<Token> serverTokens =
                tokens.stream().filter(token -> !token.kind().isCertificate()).toList();
        if (serverTokens.isEmpty()) {
            return steps;
        }
        steps.add(Line.of(
                "Choose the moment. If the account is to go, do all of this before, with another account: then none"
                        + " of these tokens stops. If only the password is to change, do the same. To keep this Apple"
                        + " ID, change the password first and do all of this right after it: the change ends earlier"
                        + " downloads."));
        RenewalSteps renewal = new RenewalSteps(
                known.tokens(), known.read(), new OtherServerPlan(new Links(known.jamf()), List.of(), List.of()));
        // A download ends the token in use on every instance, no matter which account downloaded that token.
        List<Token> all = Stream.concat(
                        serverTokens.stream(),
                        renewal.sharedBy(serverTokens).flatMap(server -> server.tokens().stream()))
                .distinct()
                .toList();
        steps.addAll(renewal.of(all));
        steps.addAll(renewal.stepOfEach(all));
        return steps;
    }
}
