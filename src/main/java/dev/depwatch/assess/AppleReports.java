package dev.depwatch.assess;

import dev.depwatch.apple.Account;
import dev.depwatch.apple.MdmServer;
import dev.depwatch.apple.Witness;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What Apple's own API says of servers and owners' accounts, as docs/apple-api.md has it in a table. That somebody
 * regenerates a token never rests on it alone. What its times of connections show, {@link TokenTimeline} says.
 */
record AppleReports(AssessmentInput input) {
    /**
     * The account of an owner who cannot use it, before any token fails. An administrator can undo a lock within
     * minutes, and depwatch assumes that the tokens then stay as they are: so a lock must last for half an hour, which
     * three readings confirm.
     */
    private Optional<Account> outToWarnOf(AppleId owner) {
        return input.witnesses()
                .accountOut(owner)
                .filter(account -> account.status() != Account.Status.LOCKED
                        || input.thresholds().lastsLong(account.since(), input.now()));
    }

    /** The finding with what Apple says of the account, and without more certainty than an inference gives. */
    Finding mark(Finding finding) {
        Finding marked = finding.says(Hint.APPLE_CONNECTIONS) && finding.remedy() == Remedy.REGENERATE
                ? finding.asLikely()
                : finding;
        boolean isAboutTokens = switch (finding.remedy()) {
            case REGENERATE, IDENTIFY, INVESTIGATE, RENEW, RENEW_CERTIFICATE -> true;
            case ACCEPT_TERMS, RELINK_SERVER, RECLAIM, WAIT -> false;
        };
        Optional<Account> account = finding.remedy().isRenewal()
                ? finding.account().flatMap(this::outToWarnOf)
                : finding.account().flatMap(input.witnesses()::accountOut);
        return isAboutTokens && account.isPresent() ? marked.with(Hint.OWNER_ACCOUNT_OUT) : marked;
    }

    Optional<Finding> goneServer(TokenTimeline token) {
        return token.goneServer()
                .map(witness -> Finding.withoutCase(
                                Remedy.RELINK_SERVER,
                                Cause.SERVER_INACTIVE,
                                token.token(),
                                since(witness),
                                Set.of(Hint.AS_APPLE_REPORTS))
                        .saying(evidence(witness), explained(token)));
    }

    /** Apple does not say when a server went: not before it was last changed, and not before it last connected. */
    private static Instant since(Witness witness) {
        MdmServer server = witness.server();
        return Stream.of(server.updated(), server.lastConnected(), server.created())
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElse(witness.readAt());
    }

    private String evidence(Witness witness) {
        MdmServer server = witness.server();
        return "Apple's API: server " + server.label() + (server.name().isBlank() ? "" : " (" + server.id() + ")")
                + " has the status " + server.status()
                + server.lastConnected()
                        .map(at -> ", last connected " + input.times().time(at))
                        .orElse("");
    }

    /** The cases that it explains: those of the only token there is. */
    private List<String> explained(TokenTimeline token) {
        InstanceFacts facts = input.factsOf(token.token().instance());
        long tokens = facts.tokens().stream()
                .filter(other -> other.kind() == TokenKind.ADE)
                .count();
        return tokens > 1
                ? List.of()
                : facts.open()
                        .filter(episode -> episode.kind() == TokenKind.ADE)
                        .map(episode -> episode.ofCase().id())
                        .toList();
    }

    /**
     * A token that still works, and whose owner's account is deactivated, gone or locked for long. Another account can
     * renew a token, but not a push certificate.
     */
    Optional<Finding> endangered(TokenTimeline token) {
        return token.token()
                .owner()
                .flatMap(this::outToWarnOf)
                .map(account -> Finding.withoutCase(
                        token.kind().isCertificate() ? Remedy.RENEW_CERTIFICATE : Remedy.RENEW,
                        Cause.FORBIDDEN,
                        token.token(),
                        account.since(),
                        Set.of(Hint.OWNER_ACCOUNT_OUT)));
    }
}
