package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.apple.Account.Status;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tokens that expire soon: renew them in working hours, before they wake anybody. */
record RenewText(AlertFacts facts, Wording wording) {
    private static final Comparator<Token> SOONEST = Comparator.comparing(
                    (Token token) -> token.expiry().map(Expiry::at).orElse(Instant.MAX))
            .thenComparing(Token::key);

    Message message() {
        boolean isOut = facts.says(Hint.OWNER_ACCOUNT_OUT);
        List<Token> tokens = facts.tokens().stream().sorted(SOONEST).toList();
        RenewalSteps renewal = wording.renewal();
        AppleText apple = wording.apple();
        boolean isLocked = apple.isOut(facts, Status.LOCKED);
        boolean isRead = wording.mayBeRenewed(facts).isEmpty();
        boolean mayFail = isOut
                || facts.causes().contains(Cause.SYNC_FAILED)
                || apple.reportsFailure(tokens)
                // As one of several.
                || wording.toNotify().findings().stream()
                        .anyMatch(one -> one.remedy() != facts.remedy()
                                && one.tokens().stream().anyMatch(tokens::contains));
        List<Line> before = wording.lookFirst(facts);
        String why = Format.sentences(
                apple.account(facts),
                isOut && !isLocked && facts.kinds().contains(TokenKind.ADE)
                        ? "When an account's owner leaves the organisation, Apple ends the account's ADE tokens."
                        : "",
                !isRead ? Wording.NOT_READ : mayFail ? "" : "Nothing fails yet.",
                Format.sentences(facts.kinds().stream()
                        .map(kind -> "Once an " + kind.noun() + " has ended, " + Wording.effect(kind))));
        return new Message(
                headline(isOut, isLocked),
                Format.linked(renewal.each(tokens, this::date)),
                Format.sentences(why, Wording.personalOwner(facts), wording.source(facts)),
                "",
                Stream.concat(before.stream(), renewal.of(tokens).stream()).toList(),
                isOut
                        ? List.of("The whole impact: depwatch impact "
                                + Wording.account(facts).orElse("APPLE_ID"))
                        : List.of(),
                renewal.doNot(tokens, facts.kinds()),
                Optional.of(new Message.Brief(
                        why,
                        Stream.concat(before.stream(), renewal.inBrief(tokens, isRead ? "" : "If not renewed").stream())
                                .toList())));
    }

    private Stream<Finding> failing() {
        return facts.findings().stream()
                .filter(one -> one.cause() == Cause.SYNC_FAILED
                        && !one.mayBeRenewed(wording.toNotify().at()));
    }

    /** What hangs on an account that is out may stop at any moment. */
    private String headline(boolean isOut, boolean isLocked) {
        boolean isOne = facts.tokens().size() == 1;
        List<Instance> failing = failing().map(Finding::instance).toList();
        String fails = failing.isEmpty() ? "" : " The syncs on " + Format.names(failing) + " fail already.";
        return isOut
                ? wording.apple().hangs(facts)
                        + (isLocked ? " Unlock the account. If nobody can, renew " : " Renew ")
                        + (isOne ? "it" : "them") + " with another account." + fails
                        + (facts.untilFirstExpiry(wording.toNotify().at()).isPresent()
                                ? (isOne ? " The token" : " The tokens") + wording.expires(facts) + "."
                                : "")
                : Format.counted(facts.tokens()) + wording.expires(facts) + Wording.whereOrWhose(facts) + fails;
    }

    private String date(Token token) {
        return token.expiry()
                        .map(end -> (end.isOver(wording.toNotify().at()) ? ", probably expired " : ", expires ")
                                + wording.format().expiry(end))
                        .orElse("")
                + (failing().anyMatch(finding -> finding.tokens().contains(token)) ? ", its syncs fail" : "");
    }
}
