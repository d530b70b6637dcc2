package dev.depwatch.alert;

import dev.depwatch.apple.Account;
import dev.depwatch.apple.Account.Status;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What Jamf Pro and Apple's own API report of tokens: when each last synced and connected, and how its owner stands. */
record AppleText(Format format, Assessment assessment, Map<Token.Key, Sync> syncs) {
    AppleText(Format format, Assessment assessment) {
        this(format, assessment, new HashMap<>());
        for (TokenHealth health : assessment.tokens()) {
            health.lastSync().ifPresent(sync -> syncs.put(health.token().key(), sync));
        }
    }

    /**
     * What a person needs to find and check the token.
     *
     * @param subject of the alert: the headline already names its Apple ID
     */
    String line(Token token, Subject subject) {
        return Format.tokenAtApple(token)
                + (subject.kind() == Subject.Kind.APPLE_ID ? "" : ", " + Format.owner(token.owner()))
                + sync(token).map(sync -> ", last sync " + sync(sync)).orElse(", last sync not known")
                + assessment
                        .apple()
                        .lastConnected(token.key())
                        .map(at -> ", last connection at Apple " + format.time(at))
                        .orElse("");
    }

    /** "2026-11-24 14:21 +01:00 (CONNECTION_ERROR)". */
    private String sync(Sync sync) {
        return format.time(sync.at()) + (sync.state().isBlank() ? "" : " (" + Format.cut(sync.state()) + ")");
    }

    private Optional<Sync> sync(Token token) {
        return Optional.ofNullable(syncs.get(token.key()));
    }

    /** Whether the newest sync of one of them failed. */
    boolean reportsFailure(List<Token> tokens) {
        return tokens.stream().flatMap(token -> sync(token).stream()).anyMatch(Sync::reportsFailure);
    }

    /** Both last times of the tokens; how Apple's identifies or narrows what fails, where nothing else does. */
    String of(AlertFacts facts) {
        if (facts.says(Hint.APPLE_EXCLUDES)) {
            return "Apple heard from the servers of other tokens after this began, so depwatch excludes those.";
        }
        List<Token> tokens = facts.tokens();
        boolean identifies = facts.says(Hint.APPLE_CONNECTIONS);
        if (tokens.size() > 1 && !identifies && !facts.all(finding -> finding.certainty() == Certainty.CERTAIN)) {
            // Of several that may fail or not, the newest time says nothing.
            return "";
        }
        String synced = tokens.stream()
                .flatMap(token -> sync(token).stream())
                .max(Comparator.comparing(Sync::at))
                .map(newest -> " Jamf Pro's last attempt to sync was at "
                        + (tokens.size() == 1 ? sync(newest) : format.time(newest.at())) + ".")
                .orElse("");
        return tokens.stream()
                .flatMap(token -> assessment.apple().lastConnected(token.key()).stream())
                .max(Comparator.naturalOrder())
                .map(at ->
                        "Apple last heard from " + (tokens.size() == 1 ? "the token's server" : "the tokens' servers")
                                + " at " + format.time(at) + "." + synced
                                + (identifies
                                        ? " Apple heard from other servers later, so depwatch concludes which token fails."
                                        : ""))
                .orElse("");
    }

    /** Whether and since when the owner cannot use the account, as far as depwatch has read it. */
    String account(AlertFacts facts) {
        boolean isNamed = facts.subject().kind() == Subject.Kind.APPLE_ID;
        return Format.sentences(out(facts)
                .map(account -> "Apple reports that the account "
                        + (isNamed ? "" : Format.cut(account.id().value()) + " ")
                        + how(account) + ", since " + format.time(account.since()) + " or before."));
    }

    private Stream<Account> out(AlertFacts facts) {
        return facts.findings().stream()
                .filter(finding -> finding.says(Hint.OWNER_ACCOUNT_OUT))
                .flatMap(finding -> finding.account().stream())
                .flatMap(owner -> assessment.apple().accountOut(owner).stream())
                .distinct();
    }

    /** Whether the account is out by this: an administrator can undo a lock, and one that is missing may be renamed. */
    boolean isOut(AlertFacts facts, Status why) {
        return out(facts).findFirst().map(Account::status).equals(Optional.of(why));
    }

    /** What hangs on an account that its owner cannot use. */
    String hangs(AlertFacts facts) {
        List<TokenKind> kinds = facts.findings().stream().map(Finding::kind).toList();
        return Format.counted(kinds) + " on " + Format.names(facts.instances())
                + (kinds.size() == 1 ? " depends" : " depend") + " on this account, which "
                + out(facts).findFirst().map(AppleText::how).orElse("cannot be used") + ".";
    }

    private static String how(Account account) {
        return switch (account.status()) {
            case LOCKED -> "is locked";
            case DEACTIVATED -> "is deactivated";
            case RELEASED -> "was released from the organisation";
            case MISSING -> "is no longer listed in the organisation by this name";
            case ACTIVE, NEW, LOCKED_FOR_SHARED_IPAD, UNKNOWN -> "cannot be used";
        };
    }
}
