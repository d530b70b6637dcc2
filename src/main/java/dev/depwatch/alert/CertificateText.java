package dev.depwatch.alert;

import dev.depwatch.alert.Message.Brief;
import dev.depwatch.alert.Message.Line;
import dev.depwatch.apple.Account.Status;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.token.Cause;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Certificates that end, have ended or are revoked. A push certificate is renewed with the same Apple ID. */
record CertificateText(AlertFacts facts, Wording wording) {
    /** Apple's portal for push certificates. */
    private static final Optional<URI> PORTAL = Optional.of(URI.create("https://identity.apple.com/pushcert/"));

    /** From a personal to a managed one, says Apple: support.apple.com/guide/apple-school-manager/apd6603d9206. */
    static final String MOVE =
            " ask Apple's support whether it can move the push certificate to another Apple ID, which can take two weeks."
                    + " Only once it has moved, write the new owner to pushCertificate in depwatch.yml, and reload depwatch.";

    static final String OTHER_GSX = " give Jamf Pro another GSX account: " + Links.menu(TokenKind.GSX) + ".";

    Message message() {
        String why = Format.sentences(
                wording.apple().account(facts),
                Wording.effects(facts.kinds()),
                Format.sentences(facts.kinds().stream().map(this::why).distinct()));
        List<Line> steps = new ArrayList<>();
        if (facts.says(Hint.OWNER_ACCOUNT_OUT)) {
            boolean isPush = !of(TokenKind.PUSH).isEmpty();
            if (isPush && wording.apple().isOut(facts, Status.MISSING)) {
                steps.add(Line.of(
                        Wording.RENAMED + " only write that to pushCertificate in depwatch.yml, and reload depwatch."));
            }
            steps.add(new Line(
                    "At Apple, let an administrator unlock or restore the account, and keep its sign-in within the team's"
                            + " reach. If nobody can," + (isPush ? MOVE : OTHER_GSX),
                    Links.APPLE));
        }
        steps.addAll(wording.lookFirst(
                findings(finding -> finding.isOfConfiguredDate() && !isContradicted(finding)),
                ". If it is later than in this alert, write it or the new file to pushCertificate in depwatch.yml, and"
                        + " reload depwatch: that is all."));
        steps.addAll(wording.lookFirst(
                findings(finding -> finding.kind() == TokenKind.PUSH && isContradicted(finding)),
                "; Jamf Pro contradicts depwatch.yml. If the certificate was not renewed, correct pushCertificate, and renew"
                        + " the certificate. If it was renewed, " + MonitoringIssue.RESTART
                        + ": Jamf Pro may still use the old one. The certificate then needs nothing else."));
        steps.addAll(wording.lookFirst(
                findings(finding -> finding.kind() != TokenKind.PUSH && isContradicted(finding)),
                "; its API gives a later one. If that is right, dismiss the notification: nothing else is needed."));
        steps.addAll(wording.lookFirst(wording.mayBeRenewed(facts), Wording.RENEWED));
        List<Line> brief = new ArrayList<>(steps);
        if (!isOnlyTheAccount()) {
            facts.kinds().stream().flatMap(this::steps).forEach(steps::add);
            facts.kinds().stream().flatMap(this::brief).forEach(brief::add);
        }
        return new Message(
                headline(),
                Format.linked(facts.findings().stream().map(this::where).toList()),
                Format.sentences(why, wording.source(facts)),
                facts.evidence(),
                steps,
                alsoCheck(),
                RenewalSteps.doNot(facts.kinds()).toList(),
                Optional.of(new Brief(why, brief)));
    }

    private String headline() {
        boolean isOne = facts.findings().size() == 1;
        boolean isOut = facts.says(Hint.OWNER_ACCOUNT_OUT);
        List<Finding> push = of(TokenKind.PUSH);
        String back = " Bring the account back" + (push.isEmpty() ? ", or give Jamf Pro another GSX account." : ".");
        if (isOnlyTheAccount()) {
            return wording.apple().hangs(facts) + back;
        }
        String it = isOne && !isOut ? "it" : (push.size() == 1 ? "the" : "each") + " push certificate";
        String renew = (push.isEmpty() ? facts.findings() : push).stream().allMatch(this::isContradicted)
                ? " Unless its date is new, renew "
                : " Renew ";
        // What is revoked comes first.
        return Stream.concat(
                                Stream.of(findings(CertificateText::isRevoked)),
                                facts.kinds().stream()
                                        .map(kind -> findings(each -> each.kind() == kind && !isRevoked(each))))
                        .filter(some -> !some.isEmpty())
                        .map(this::what)
                        .collect(Collectors.joining(", and "))
                + (facts.subject().isInstance() ? "." : ", on " + Format.names(facts.instances()) + ".")
                + (facts.any(this::isContradicted) ? " Look first at the date in Jamf Pro." : "")
                + (push.isEmpty() && wording.mayBeRenewed(facts).isEmpty() ? renew + (isOne ? "it." : "each.") : "")
                + (isOut ? back : "")
                + (push.isEmpty()
                        ? ""
                        : renew + it + " with the same Apple ID" + (isOver(TokenKind.PUSH) ? ", at once." : "."));
    }

    private List<Finding> findings(Predicate<Finding> which) {
        return facts.findings().stream().filter(which).toList();
    }

    /** Whether nothing ends yet. */
    boolean isOnlyTheAccount() {
        return facts.causes().equals(List.of(Cause.FORBIDDEN));
    }

    private static boolean isRevoked(Finding finding) {
        return finding.cause() == Cause.CERTIFICATE_REVOKED;
    }

    private boolean isContradicted(Finding finding) {
        return finding.isContradicted(wording.toNotify().at());
    }

    /** "1 push certificate expires in 6 days (2026-11-30)", of one kind. */
    private String what(List<Finding> some) {
        AlertFacts those = new AlertFacts(facts.remedy(), facts.subject(), some, List.of());
        boolean isOne = some.size() == 1;
        String how = isRevoked(some.get(0))
                ? isOne ? " is revoked" : " are revoked"
                : those.says(Hint.CERTIFICATE_IS_OVER)
                        ? isOne ? " has expired" : " expire or have expired"
                        : those.any(this::isContradicted)
                                        && those.all(finding -> isContradicted(finding)
                                                || finding.expiries().findAny().isEmpty())
                                ? (isOne ? " ends" : " end") + " soon, as Jamf Pro notifies"
                                : wording.expires(those);
        return Format.counted(some.stream().map(Finding::kind).toList()) + how;
    }

    private Line where(Finding finding) {
        String date = finding.expiries()
                .findFirst()
                .map(end -> (!end.isOver(wording.toNotify().at())
                                ? isContradicted(finding) ? ", its known date is " : ", expires "
                                : finding.says(Hint.CERTIFICATE_IS_OVER) ? ", expired " : ", probably expired ")
                        + wording.format().expiry(end))
                .orElse(", the date is not known");
        return new Line(
                Format.name(finding.instance()) + ": " + finding.kind().noun() + date
                        + (isRevoked(finding) ? ", revoked" : ""),
                wording.links().tokens(finding.instance(), finding.kind()));
    }

    /** What its end means, unless the effect says it. */
    private String why(TokenKind kind) {
        if (kind == TokenKind.PUSH) {
            return isOver(kind)
                    ? "Perhaps an ended push certificate can no longer be renewed; if so, every managed device must enrol again."
                    : "Once a push certificate has expired, every managed device may have to enrol again.";
        }
        boolean isUnread = wording.mayBeRenewed(facts).stream().anyMatch(finding -> finding.kind() == kind);
        return isOver(kind) ? "" : isUnread ? Wording.NOT_READ : "Nothing fails yet.";
    }

    private Stream<Line> steps(TokenKind kind) {
        Optional<URI> page = wording.links().tokens(of(kind).get(0).instance(), kind);
        if (kind != TokenKind.PUSH) {
            String more = kind == TokenKind.GSX
                    ? " Its account: " + Wording.account(facts).orElse("see Jamf Pro") + "."
                    : isOver(kind) ? " Do so together with Jamf's support: devices trust the one that has ended." : "";
            return Stream.of(new Line(way(kind) + more, page));
        }
        return Stream.of(
                new Line(
                        "Find who can sign in to Apple's push certificate portal as " + owner()
                                + ": only this Apple ID can renew it."
                                + (facts.says(Hint.OWNER_ACCOUNT_OUT) ? "" : " If nobody can," + MOVE),
                        PORTAL),
                new Line(way(kind) + oneByOne(), page),
                Line.of(
                        "Check in Jamf Pro that the date is new and the notification is gone. If the notification stays, "
                                + MonitoringIssue.RESTART
                                + ". Then write the new date or file to pushCertificate in depwatch.yml, and reload depwatch."));
    }

    private Stream<Line> brief(TokenKind kind) {
        return kind == TokenKind.PUSH
                ? Stream.of(new Line(
                        "Renew the push certificate as " + owner()
                                + ": begin in Jamf Pro, choose Renew (not Create) at Apple's portal, and upload the new file."
                                + " Check its new date." + oneByOne(),
                        PORTAL))
                : steps(kind);
    }

    /** Two requests at a time, and the files are exchanged. */
    private String oneByOne() {
        return of(TokenKind.PUSH).size() == 1 ? "" : " Finish one Jamf Pro before you begin the next.";
    }

    /** How one is renewed, in a sentence that names no owner. */
    static String way(TokenKind kind) {
        return switch (kind) {
            case PUSH ->
                "In Jamf Pro, " + Links.menu(kind)
                        + ", renew the push certificate with the same Apple ID; at Apple's portal ("
                        + PORTAL.orElseThrow() + ") choose Renew beside it, not Create and not Revoke. Upload the new"
                        + " file to Jamf Pro.";
            case GSX -> "Renew the GSX certificate at Apple, and upload it to Jamf Pro: " + Links.menu(kind) + ".";
            case CA -> "Renew the built-in CA in Jamf Pro, " + Links.menu(kind) + ".";
            case ADE, CONTENT -> throw new IllegalArgumentException(kind + " is no certificate");
        };
    }

    private String owner() {
        return Wording.account(facts)
                .orElse(
                        "the Apple ID that made it (Apple mails it 30, 10 and 1 days before the end: search for these mails)");
    }

    private List<Finding> of(TokenKind kind) {
        return findings(finding -> finding.kind() == kind);
    }

    private boolean isOver(TokenKind kind) {
        return of(kind).stream().anyMatch(finding -> finding.says(Hint.CERTIFICATE_IS_OVER));
    }

    private List<String> alsoCheck() {
        List<String> checks = new ArrayList<>();
        if (of(TokenKind.PUSH).stream()
                .anyMatch(finding -> finding.account().isEmpty()
                        || finding.expiries().findAny().isEmpty())) {
            checks.add(
                    "No API gives the Apple ID and the date of a push certificate. Write what is missing to depwatch.yml"
                            + " (pushCertificate: owner, and expires or pemFile), and depwatch names it and warns in time.");
        }
        if (of(TokenKind.GSX).stream().anyMatch(finding -> finding.tokens().isEmpty())) {
            checks.add(
                    "With jamf.gsx: true and the privileges Read GSX Connection and Read Push Certificates, depwatch names"
                            + " the GSX account and the date.");
        }
        return checks;
    }
}
