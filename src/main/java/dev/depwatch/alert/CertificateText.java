package dev.depwatch.alert;

import dev.depwatch.alert.Message.Brief;
import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Certificates that end, have ended or are revoked. A push certificate is renewed with the same Apple ID. */
final class CertificateText {
    /** Apple's portal for push certificates. */
    private static final Optional<URI> PORTAL = Optional.of(URI.create("https://identity.apple.com/pushcert/"));

    private static final Line BRING_BACK = new Line(
            "At Apple, let an administrator unlock or restore the account, and keep its sign-in within the team's reach.",
            Links.APPLE);

    private final Wording wording;
    private final Format format;
    private final Links links;
    private final Instant now;

    CertificateText(Wording wording) {
        this.wording = wording;
        this.format = wording.format();
        this.links = wording.links();
        this.now = wording.assessment().at();
    }

    Message of(AlertGroup group) {
        String why = SharedText.sentences(
                group.says(Hint.OWNER_ACCOUNT_OUT) ? wording.apple().of(group) : Stream.of(),
                SharedText.effects(group.kinds()),
                group.kinds().stream().map(kind -> why(kind, group)));
        List<Line> steps = new ArrayList<>();
        List<Line> brief = new ArrayList<>();
        if (group.says(Hint.OWNER_ACCOUNT_OUT)) {
            steps.add(BRING_BACK);
            brief.add(BRING_BACK);
        }
        for (TokenKind kind : isOnlyTheAccount(group) ? List.<TokenKind>of() : group.kinds()) {
            steps.addAll(steps(kind, group));
            brief.add(inBrief(kind, group));
        }
        return new Message(
                headline(group),
                Format.linked(group.findings().stream().map(this::where).toList()),
                SharedText.sentences(Stream.of(why), wording.source(group)),
                group.evidence(),
                steps,
                Stream.concat(ownerMissing(group), dateMissing(group)).toList(),
                RenewalSteps.doNot(group.kinds()).toList(),
                Optional.of(new Brief(why, brief)));
    }

    private String headline(AlertGroup group) {
        boolean isOne = group.findings().size() == 1;
        String what =
                Format.counted(group.findings().stream().map(Finding::kind).toList());
        if (isOnlyTheAccount(group)) {
            return Format.cut(group.subject().name()) + ": " + what + (isOne ? " hangs" : " hang")
                    + " on this account, which " + wording.apple().how(group) + ", on "
                    + Format.names(group.instances())
                    + ". Bring the account back"
                    + (group.kinds().contains(TokenKind.PUSH) ? ": no other can renew a push certificate." : ".");
        }
        return Format.cut(group.subject().name()) + ": " + what + how(group, isOne)
                + (group.subject().isInstance() ? "." : ", on " + Format.names(group.instances()) + ".")
                + (group.kinds().contains(TokenKind.PUSH)
                        ? " Renew the push " + (isOne(group, TokenKind.PUSH) ? "certificate" : "certificates")
                                + " with the same Apple ID"
                                + (isOver(group, TokenKind.PUSH) ? ", at once." : ".")
                        : " Renew " + (isOne ? "it." : "them."));
    }

    /** Whether nothing ends yet. */
    private static boolean isOnlyTheAccount(AlertGroup group) {
        return group.causes().equals(List.of(Cause.FORBIDDEN));
    }

    private static boolean areRevoked(AlertGroup group) {
        return group.causes().equals(List.of(Cause.CERTIFICATE_REVOKED));
    }

    private String how(AlertGroup group, boolean isOne) {
        if (areRevoked(group)) {
            return isOne ? " is revoked" : " are revoked";
        }
        if (group.says(Hint.CERTIFICATE_IS_OVER)) {
            return isOne ? " has expired" : " expire or have expired";
        }
        String when = group.tokens().stream()
                .flatMap(token -> token.expiry().stream())
                .min(Comparator.comparing(Expiry::at))
                .map(expiry -> format.daysUntil(expiry, now) + " (" + format.expiry(expiry) + ")")
                .orElse("soon");
        return isOne ? " expires " + when : " expire, the first " + when;
    }

    private Line where(Finding finding) {
        Optional<Expiry> expiry = finding.tokens().stream()
                .flatMap(token -> token.expiry().stream())
                .findFirst();
        String date = expiry.map(end -> (end.isOver(now) ? ", expired " : ", expires ") + format.expiry(end))
                .orElse(", the date is not known");
        return new Line(
                Format.name(finding.instance()) + ": " + Format.noun(finding.kind()) + date
                        + (finding.cause() == Cause.CERTIFICATE_REVOKED ? ", revoked" : ""),
                links.tokens(finding.instance(), finding.kind()));
    }

    private static String why(TokenKind kind, AlertGroup group) {
        boolean isOver = isOver(group, kind);
        return switch (kind) {
            case PUSH ->
                isOver
                        ? (areRevoked(group)
                                        ? "Whether a revoked one can be renewed is not known."
                                        : "It is not certain that it can still be renewed now: sources disagree.")
                                + " If it cannot, every managed device must enrol again."
                        : "Once it has expired, every managed device may have to enrol again.";
            case GSX -> isOver ? "Apple's GSX no longer answers Jamf Pro." : "Nothing fails yet.";
            case CA -> isOver ? "Devices no longer trust what Jamf Pro signs." : "Nothing fails yet.";
            case ADE, CONTENT -> throw new IllegalArgumentException(kind + " is no certificate");
        };
    }

    private List<Line> steps(TokenKind kind, AlertGroup group) {
        Optional<URI> page = links.tokens(first(group, kind).instance(), kind);
        return switch (kind) {
            case PUSH ->
                List.of(
                        new Line(
                                "Find who can sign in to Apple's push certificate portal as " + owner(group)
                                        + ": only this Apple ID can renew it.",
                                PORTAL),
                        new Line(
                                "In Jamf Pro, " + Links.menu(kind)
                                        + ", renew the certificate, and at Apple's portal choose Renew beside it, not Create"
                                        + " and not Revoke. Upload the new file to Jamf Pro." + oneByOne(kind, group),
                                page),
                        Line.of(
                                "See in Jamf Pro that the date is the new one and that its notification is gone; if it stays,"
                                        + " restart Jamf Pro. Then write the new date or file to pushCertificate in depwatch.yml."));
            case GSX ->
                List.of(new Line(
                        "Renew the certificate of the GSX account " + owner(group)
                                + " at Apple, and upload it to Jamf Pro: " + Links.menu(kind) + ".",
                        page));
            case CA ->
                List.of(new Line(
                        "Renew the built-in CA in Jamf Pro, " + Links.menu(kind)
                                + (isOver(group, kind)
                                        ? ", together with Jamf's support: devices trust the one that has ended."
                                        : ", before it ends."),
                        page));
            case ADE, CONTENT -> throw new IllegalArgumentException(kind + " is no certificate");
        };
    }

    /** How one is renewed, in a sentence that names no owner. */
    static String way(TokenKind kind) {
        return switch (kind) {
            case PUSH ->
                "In Jamf Pro, " + Links.menu(kind) + ", renew it with the same Apple ID; at Apple's portal ("
                        + PORTAL.orElseThrow() + ") choose Renew beside it, not Create and not Revoke. Upload the new"
                        + " file to Jamf Pro.";
            case GSX -> "Renew it at Apple, and upload it to Jamf Pro: " + Links.menu(kind) + ".";
            case CA -> "Renew it in Jamf Pro, " + Links.menu(kind) + ".";
            case ADE, CONTENT -> throw new IllegalArgumentException(kind + " is no certificate");
        };
    }

    private Line inBrief(TokenKind kind, AlertGroup group) {
        return switch (kind) {
            case PUSH ->
                new Line(
                        "As " + owner(group)
                                + ", renew it in Jamf Pro and at Apple's portal (Renew, not Create); upload it; see"
                                + " that the date is new." + oneByOne(kind, group),
                        PORTAL);
            case GSX, CA -> steps(kind, group).get(0);
            case ADE, CONTENT -> throw new IllegalArgumentException(kind + " is no certificate");
        };
    }

    private static String owner(AlertGroup group) {
        return group.account()
                .map(AppleId::value)
                .map(Format::cut)
                .orElse(
                        "the Apple ID that made it (Apple mails it 30, 10 and 1 days before the end: search for these mails)");
    }

    private static Finding first(AlertGroup group, TokenKind kind) {
        return group.findings().stream()
                .filter(finding -> finding.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /** Two requests at a time, and the files are exchanged. */
    private static String oneByOne(TokenKind kind, AlertGroup group) {
        return isOne(group, kind) ? "" : " Finish one Jamf Pro before you begin the next.";
    }

    private static boolean isOne(AlertGroup group, TokenKind kind) {
        return group.findings().stream()
                        .filter(finding -> finding.kind() == kind)
                        .count()
                == 1;
    }

    private static boolean isOver(AlertGroup group, TokenKind kind) {
        return group.findings().stream()
                .anyMatch(finding -> finding.kind() == kind && finding.hints().contains(Hint.CERTIFICATE_IS_OVER));
    }

    private static Stream<String> ownerMissing(AlertGroup group) {
        return group.kinds().contains(TokenKind.PUSH) && group.account().isEmpty()
                ? Stream.of(
                        "No API gives the Apple ID of a push certificate. Write it to depwatch.yml (pushCertificate: owner),"
                                + " and depwatch names it the next time.")
                : Stream.of();
    }

    private static Stream<String> dateMissing(AlertGroup group) {
        boolean isMissing = group.findings().stream()
                .filter(finding -> finding.kind() == TokenKind.PUSH)
                .anyMatch(
                        finding -> finding.tokens().stream().map(Token::expiry).noneMatch(Optional::isPresent));
        return isMissing
                ? Stream.of(
                        "No API gives its date. Write it to depwatch.yml (pushCertificate: expires or pemFile), and depwatch"
                                + " warns in time.")
                : Stream.of();
    }
}
