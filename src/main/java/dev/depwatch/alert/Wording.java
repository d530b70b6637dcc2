package dev.depwatch.alert;

import static java.util.Collections.disjoint;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.apple.Account.Status;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the texts of one assessment share; made once for all of its alerts.
 *
 * @param toNotify the assessment without what is silenced
 */
record Wording(Format format, Assessment toNotify, AppleText apple, RenewalSteps renewal) {
    static final String NO_NEW_TOKENS =
            "Do not make new tokens before you know the reason: each download ends the one in use.";

    static final String CONTENT_TOKEN_SYNCS =
            "Do not regenerate an Apps and Books token that syncs: a notification can be older than the token.";
    /** Once terms are accepted. */
    static final String WAIT_FOR_APPLE = "wait: Apple can refuse for over a day.";

    private static final String ACCEPT_TERMS = "Sign in to " + Links.APPLE_SITES
            + " as an Administrator of each organisation. If new terms wait, accept them";

    static final Line CHECK_TERMS = new Line(ACCEPT_TERMS + ", then " + WAIT_FOR_APPLE, Links.APPLE);

    private static final Line CHECK_TERMS_FIRST = new Line(
            ACCEPT_TERMS + ", and continue only if a password was changed or it still fails after 36 hours.",
            Links.APPLE);

    static final Line CHECK_STATUS = new Line(
            "See whether Apple reports an outage of Apple Business, Apple School Manager or device enrolment. If it does,"
                    + " wait until it ends: the tokens are probably good.",
            Links.APPLE_STATUS);

    /**
     * Something to check before anybody changes a token.
     *
     * @param what completes "Check first: "
     */
    record Check(String what, List<Line> steps) {
        Check(String what, Line step) {
            this(what, List.of(step));
        }
    }

    static final Check UPLOAD_FIRST = new Check(
            "whether somebody has just downloaded a token (then upload that file instead)",
            Line.of(
                    "Ask whether somebody has just downloaded a new token and not uploaded it. If so, upload the newest"
                            + " such file now, to each entry of its server. A token that syncs after that needs nothing else."));

    /** Of a date that has passed. */
    static final String RENEWED = ". If it lies ahead now, it was renewed: do not renew it again.";

    static final String NOT_READ = "A date has passed, and depwatch has not read Jamf Pro since.";

    /** Of an account that Apple no longer lists. */
    static final String RENAMED = "If the account only has another name now,";

    /** What a locked account can look like; unlocking it restores no token that Apple has ended. */
    private static final Set<Cause> OF_A_LOCK = Set.of(Cause.FORBIDDEN, Cause.OAUTH_REFRESH_FAILED, Cause.SYNC_FAILED);

    private static final Check CLOCK_FIRST = new Check(
            "whether the clock of Jamf Pro's host is right",
            Line.of(
                    "Compare the clock of Jamf Pro's host with the true time: the times in its log and this host's clock"
                            + " differ, and Apple may refuse a wrong time. If it is wrong, set it, and wait for one sync."));

    static Wording of(Format format, Assessment whole) {
        Assessment toNotify = whole.toNotify();
        return new Wording(format, toNotify, new AppleText(format, toNotify), RenewalSteps.of(whole));
    }

    Links links() {
        return renewal.links();
    }

    /** What to do where an entry holds the token of another server. */
    OtherServerPlan otherServers() {
        return renewal.otherServers();
    }

    /** Since when it fails, the reasons, what that stops, and whether the owner cannot use the account. */
    String failure(AlertFacts facts, String reasons) {
        return Format.sentences(failingSince(facts), reasons, effects(facts.kinds()), apple.account(facts));
    }

    /** The page that lists the tokens of the kind on the first instance. */
    Optional<URI> page(AlertFacts facts, TokenKind kind) {
        return links().tokens(facts.instances().get(0), kind);
    }

    /** What has passed its date, and may have been renewed: depwatch could not read it since. */
    List<Finding> mayBeRenewed(AlertFacts facts) {
        return facts.findings().stream()
                .filter(finding -> finding.mayBeRenewed(toNotify.at()))
                .toList();
    }

    /** " expires in 7 days (2026-12-01)", or that it has probably expired. */
    String expires(AlertFacts facts) {
        boolean isOne = facts.findings().size() == 1;
        Optional<Expiry> first = facts.expiries().min(Comparator.comparing(Expiry::at));
        List<Finding> passed = mayBeRenewed(facts);
        if (passed.isEmpty()) {
            return (isOne ? " expires " : " expire, the first ")
                    + first.map(end -> format.daysUntil(end, toNotify.at()) + " (" + format.expiry(end) + ")")
                            .orElse("soon");
        }
        boolean areAll = passed.equals(facts.findings());
        String day = first.map(format::expiry).orElse("a day that is not known");
        return (!areAll ? " expire; the first has" : isOne ? " has" : " have") + " probably expired"
                + (areAll && !isOne ? ", the first on " + day : " (" + day + ")");
    }

    /** For tokens to renew, of which another would end a renewed one. */
    List<Line> lookFirst(AlertFacts facts) {
        Stream<Line> account = apple.isOut(facts, Status.LOCKED)
                ? Stream.of(unlock(""))
                : Stream.of(Line.of(RENAMED + " and the syncs work, renew nothing."))
                        .filter(first -> apple.isOut(facts, Status.MISSING));
        return Stream.concat(account, lookFirst(mayBeRenewed(facts), RENEWED).stream())
                .toList();
    }

    /** None if there is nothing to look at; links to the one that ends first. */
    List<Line> lookFirst(List<Finding> at, String why) {
        String kinds = Phrase.joined(
                at.stream().map(Finding::kind).distinct().map(TokenKind::noun).toList());
        return at.stream()
                .min(Comparator.comparing(finding ->
                        finding.expiries().findFirst().map(Expiry::at).orElse(Instant.MAX)))
                .map(first -> new Line(
                        Format.names(at.stream().map(Finding::instance).toList())
                                + ": look in Jamf Pro first at the date of the " + kinds + why,
                        links().tokens(first.instance(), first.kind())))
                .stream()
                .toList();
    }

    /** What it rests on: the records, and the source of tokens and Apple IDs if that is not Jamf Pro just now. */
    String source(AlertFacts facts) {
        List<InstanceInventory> outdated = toNotify.instances().stream()
                .filter(inventory ->
                        inventory.failure().isPresent() && inventory.readAt().isPresent())
                .filter(inventory -> facts.instances().contains(inventory.instance()))
                .toList();
        long records = records(facts);
        String configured = "Tokens and Apple IDs are those of depwatch's configuration; Jamf Pro has not been asked.";
        String old = outdated.stream()
                .flatMap(inventory -> inventory.readAt().stream())
                .min(Comparator.naturalOrder())
                .map(oldest -> "The Jamf Pro API of "
                        + Format.names(outdated.stream()
                                .map(InstanceInventory::instance)
                                .toList())
                        + " cannot be read now: tokens and Apple IDs are named as it last reported them, at "
                        + format.time(oldest) + (outdated.size() > 1 ? " or later." : "."))
                .orElse("");
        return Format.sentences(
                records == 0 ? "" : "The log has " + Phrase.counted(records, "record") + " of it.",
                facts.says(Hint.AS_CONFIGURED) ? configured : "",
                old);
    }

    /** "" if only dates have passed, which have words of their own, or if nothing fails. */
    String failingSince(AlertFacts facts) {
        if (facts.all(finding -> finding.sightings() == 0 && finding.cause() == Cause.TOKEN_EXPIRED)) {
            return "";
        }
        String since = format.time(facts.since());
        if (facts.all(Finding::isReportedByTheApi)) {
            return "Known since " + since + ".";
        }
        Instant last = facts.findings().stream()
                .map(Finding::lastSeen)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        boolean isLater = records(facts) > 1 && !format.time(last).equals(since);
        return "Since " + since + (isLater ? ", last seen at " + format.timeAfter(facts.since(), last) : "") + ".";
    }

    private static long records(AlertFacts facts) {
        // Findings about several owners' tokens can rest on the same case.
        return facts.findings().stream()
                .filter(finding -> !finding.isReportedByTheApi())
                .collect(Collectors.toMap(Finding::caseIds, Finding::sightings, Math::max))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Empty if the finding began together with the others. */
    String sinceIfItDiffers(Finding finding, AlertFacts facts) {
        String since = format.time(finding.since());
        return since.equals(format.time(facts.since())) ? "" : ", since " + since;
    }

    /** Each token of the findings, or each instance if none is known. */
    List<Line> where(AlertFacts facts) {
        return Format.unlinked(facts.findings().stream()
                .flatMap(finding ->
                        Format.tokensOf(finding).stream().map(token -> token + sinceIfItDiffers(finding, facts))));
    }

    /** The end of a headline: where the tokens of an owner are, or that nobody knows the owner. */
    static String whereOrWhose(AlertFacts facts) {
        if (!facts.subject().isInstance()) {
            return ", on " + Format.names(facts.instances()) + ".";
        }
        return facts.tokens().size() == 1 ? "; its Apple ID is not known." : "; their Apple ID is not known.";
    }

    /** What stops and what does not: the first question of every reader. */
    static String effects(List<TokenKind> kinds) {
        return Format.sentences(kinds.stream().map(Wording::effect).map(Phrase::capital));
    }

    static String effect(TokenKind kind) {
        return switch (kind) {
            case ADE -> "new or wiped devices cannot enrol; others keep working.";
            case CONTENT -> "Jamf Pro cannot assign or take back licences of apps and books.";
            case PUSH -> "without a push certificate Jamf Pro reaches no managed device.";
            case GSX -> "without GSX Jamf Pro cannot look up warranties and repairs.";
            case CA ->
                "the built-in CA signs the identity of every managed device: without it none can enrol or be managed.";
        };
    }

    static String why(AlertFacts facts) {
        return Format.sentences(facts.causes().stream().map(cause -> why(cause, facts)));
    }

    /** What a cause says about one of the tokens. */
    static String why(Cause cause, AlertFacts facts) {
        return switch (cause) {
            case TOKEN_EXPIRED ->
                facts.any(finding -> finding.cause() == cause
                                && finding.expiries()
                                        .anyMatch(end -> end.earliest().isAfter(finding.lastSeen())))
                        ? "Apple answers that a token has expired, although Jamf Pro shows a later date."
                        : "A token lives for one year, and that year is over.";
            case TOKEN_REJECTED ->
                facts.says(Hint.CHECK_SERVER_FIRST)
                        ? "Apple does not know the key of the server (consumer_key): the server was deleted, or its token was"
                                + " replaced."
                        : "Apple rejects the token: it was revoked, or a newer one was downloaded and not uploaded.";
            case FORBIDDEN ->
                facts.says(Hint.MANY_OWNERS_REFUSED)
                        ? "Within minutes tokens of three or more Apple IDs began to fail:"
                                + " Apple answers \"access forbidden\". "
                                + (facts.says(Hint.CHECK_TERMS_FIRST)
                                        ? "Unsigned terms or an outage at Apple explain"
                                        : "An outage at Apple explains")
                                + " that better than changed passwords."
                        : facts.isOfPassword() || facts.othersWorkedAtFirst()
                                ? "Apple answers: access forbidden." + othersWork(facts)
                                : "Apple forbids access: the password was changed, or the account is gone or lost its role.";
            case OAUTH_REFRESH_FAILED ->
                (facts.allLikely() || facts.causes().size() == 1 || !facts.any(Finding::likely)
                                ? "Signing in to Apple fails at every sync; the log does not say why."
                                : "For the rest, the log does not say why.")
                        + othersWork(facts);
            case SERVER_INACTIVE ->
                "Apple answers SERVER_INACTIVE: the server (device management service) was deleted.";
            case CONTENT_TOKEN_INVALID ->
                facts.says(Hint.AS_NOTIFIED)
                        ? "A notification in Jamf Pro says that Apple has revoked the Apps and Books token."
                        : facts.says(Hint.REVOKED_BY_APPLE)
                                ? "Apple has revoked the Apps and Books token (error 9625)."
                                : "Jamf Pro cannot read the Apps and Books token: it has expired, Apple has revoked it, or an ADE token"
                                        + " (.p7m) was uploaded in its place.";
            case CONTENT_TOKEN_CLAIMED_ELSEWHERE -> "Another server has claimed the Apps and Books token.";
            default -> "The record says: " + cause.words() + ".";
        };
    }

    /** What the owner's working tokens rule out, and what remains possible; "" if none worked. */
    private static String othersWork(AlertFacts facts) {
        int others = facts.othersThatWork();
        if (!facts.othersWorkedAtFirst()) {
            return "";
        }
        if (others == 0) {
            return " depwatch does not know yet whether the password is the reason.";
        }
        return (others == 1
                        ? " Another ADE token of this Apple ID works"
                        : " " + others + " other ADE tokens of this Apple ID work")
                + ", so the reason is not the password. It is "
                + (facts.tokens().size() > 1 ? "these tokens, their servers" : "this token, its server")
                + ", or a role limited to other servers.";
    }

    static String personalOwner(AlertFacts facts) {
        return facts.says(Hint.PERSONAL_OWNER)
                ? "This Apple ID is not one of the shared accounts (owners.shared): renew with one of those, so that no"
                        + " token depends on one person."
                : "";
    }

    /** How depwatch can name the Apple ID the next time. */
    static Stream<String> ownerMissing(AlertFacts facts) {
        String instance = Format.names(facts.instances());
        if (facts.says(Hint.OWNER_NOT_CONFIGURED)) {
            return Stream.of("depwatch does not know the tokens of " + instance + ". To have them and their Apple IDs"
                    + " named, give the instance in depwatch.yml access to the Jamf Pro API (jamf: url, clientId,"
                    + " clientSecretFile) or list its tokens (tokens: kind, id, name, owner).");
        }
        if (facts.says(Hint.OWNER_NOT_READ_YET)) {
            return Stream.of("depwatch has not read the Jamf Pro API of " + instance
                    + " since this began. Once it has, it names the tokens and their Apple IDs.");
        }
        return Stream.of();
    }

    /** No documentation says when Jamf Pro withdraws a notification. */
    Line checkNotification(AlertFacts facts) {
        return new Line(
                "In Jamf Pro open " + Links.menu(TokenKind.CONTENT) + " and see when each location last synced, and"
                        + " whether its token was renewed since VPP_TOKEN_REVOKED was notified. If all work, the"
                        + " notification is an old one: dismiss it.",
                page(facts, TokenKind.CONTENT));
    }

    Line checkNotificationInBrief(AlertFacts facts) {
        return new Line(
                "See in Jamf Pro whether each location still syncs. Dismiss the notification only if all do.",
                page(facts, TokenKind.CONTENT));
    }

    /** The one owner's Apple ID. */
    static Optional<String> account(AlertFacts facts) {
        return facts.account().map(owner -> Format.cut(owner.value()));
    }

    /** In a sentence about its password or account. */
    static String owner(AlertFacts facts) {
        return account(facts)
                .orElse(
                        facts.tokens().size() > 1
                                ? "an Apple ID that owns one of these tokens"
                                : "the Apple ID that owns the token");
    }

    /** The checks before all other steps, which they may make needless. */
    List<Check> checks(AlertFacts facts) {
        List<Check> checks = new ArrayList<>();
        if (facts.account().isPresent() && apple.isOut(facts, Status.LOCKED) && !disjoint(facts.causes(), OF_A_LOCK)) {
            checks.add(new Check(
                    "whether an administrator can unlock the account",
                    unlock(" if the next sync after the unlocking fails,")));
        }
        if (facts.says(Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST)) {
            checks.add(UPLOAD_FIRST);
        }
        if (facts.says(Hint.CHECK_CLOCK_FIRST)) {
            checks.add(CLOCK_FIRST);
        }
        if (facts.says(Hint.MANY_OWNERS_REFUSED)) {
            checks.add(new Check("whether Apple reports an outage", CHECK_STATUS));
        }
        if (facts.says(Hint.CHECK_TERMS_FIRST)) {
            boolean isNotified = toNotify.instances().stream()
                    .filter(InstanceInventory::reportsUnsignedTerms)
                    .anyMatch(inventory -> facts.instances().contains(inventory.instance()));
            String how = isNotified ? " (Jamf Pro has a notification of terms)" : "";
            checks.add(new Check("whether new terms wait" + how, CHECK_TERMS_FIRST));
        }
        return checks;
    }

    /** @param or another reason to go on: a token fails, which Apple may have ended */
    private static Line unlock(String or) {
        return new Line(
                "At Apple, let an administrator unlock the account. Go on only if nobody can," + or
                        + " or if an expiry date is near.",
                Links.APPLE);
    }

    static List<Line> steps(List<Check> checks) {
        return checks.stream().flatMap(check -> check.steps().stream()).toList();
    }
}
