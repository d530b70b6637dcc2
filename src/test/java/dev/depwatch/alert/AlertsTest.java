package dev.depwatch.alert;

import static dev.depwatch.alert.Situation.finding;
import static dev.depwatch.alert.Situation.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertsTest {
    private static final String ADMIN = "it-admin@example.org";
    private static final String LAB = "lab@example.org";

    /**
     * An instruction to make a new token by hand; "has just downloaded" is none. Looks at the first letter before the
     * word boundary, which takes much longer to find.
     */
    private static final Pattern MAKES_A_TOKEN = Pattern.compile(
            "(?i)(?=[dgr])(?:\\b(?:re)?generat(?:e|ing)\\b|\\bdownload(?:ing)?\\b|\\brenew(?:ing)?\\b)");

    @ParameterizedTest(name = "{0}")
    @MethodSource("groupings")
    void one_remedy_and_subject_is_one_alert(Rule rule) {
        assertThat(GoldenSituations.ALERTS.of(rule.before().assessment()))
                .as(rule.sentence())
                .extracting(alert -> alert.severity().key() + " "
                        + alert.remedy().key() + " " + alert.subject() + " ("
                        + alert.tokens().size() + " on " + alert.instances().size() + ")")
                .containsExactlyElementsOf(rule.expected());
    }

    static Stream<Rule> groupings() {
        return Rule.in("""
            No finding is no alert.
              nothing

            One owner's tokens are one alert, on any instances and of any kind.
              certain regenerate forbidden ade@school; certain regenerate token_rejected ade@physics; \
                certain regenerate content_token_invalid content@school
              = critical regenerate Apple ID it-admin@example.org (3 on 2)

            Two owners are two alerts, also on one instance.
              certain regenerate forbidden ade@school; certain regenerate content_token_invalid content@school/lab
              = critical regenerate Apple ID it-admin@example.org (1 on 1)
              = critical regenerate Apple ID lab@example.org (1 on 1)

            Without an owner each instance is one alert.
              unknown regenerate forbidden school; certain regenerate forbidden ade@physics/-
              = critical regenerate Instance physics (1 on 1)
              = critical regenerate Instance school (0 on 1)

            Terms are accepted once per organisation, whoever owns the tokens.
              certain accept_terms terms_not_signed ade@school ade@physics/lab
              = critical accept_terms Organisation Example School (2 on 2)

            Without an organisation, terms are one alert for each instance.
              unknown accept_terms terms_not_signed school; unknown accept_terms terms_not_signed physics
              = critical accept_terms Instance physics (0 on 1)
              = critical accept_terms Instance school (0 on 1)

            An instance with an organisation's name is another subject.
              unknown accept_terms terms_not_signed Example School; certain accept_terms terms_not_signed ade@school
              = critical accept_terms Instance Example School (0 on 1)
              = critical accept_terms Organisation Example School (1 on 1)

            Identify is one alert for each instance.
              one_of identify forbidden ade@school loan@school/lab
              = critical identify Instance school (2 on 1)

            Relinking and reclaiming are warnings for each instance.
              certain relink_server server_inactive ade@school; \
                certain reclaim content_token_claimed_elsewhere content@school
              = warning relink_server Instance school (1 on 1)
              = warning reclaim Instance school (1 on 1)

            Monitoring issues of one kind are one alert, separate from findings to investigate.
              certain investigate bad_request ade@school; trouble school tokens_not_read: HTTP 401.; \
                trouble physics log_not_followed: No such file.
              = warning investigate Apple ID it-admin@example.org (1 on 1)
              = warning investigate Monitoring (logs not followed) (0 on 1)
              = warning investigate Monitoring (tokens not read) (0 on 1)

            Organisations at Apple that cannot be read are one alert, without an instance.
              apple_not_read Example School: HTTP 401.; apple_not_read Example Business: HTTP 429.
              = warning investigate Monitoring (Apple's API not read) (0 on 0)

            A failure to wait for has no alert.
              unknown wait service_error school

            A silenced token is in no alert.
              silence school ade 1: gone; certain regenerate forbidden ade@school ade@physics; \
                certain regenerate content_token_invalid content@school
              = critical regenerate Apple ID it-admin@example.org (2 on 2)

            Silenced tokens alone cause no alert.
              silence school ade: gone; certain regenerate forbidden ade@school; \
                unknown investigate bad_request school

            A silenced token stays one of several: without it the others would seem to fail.
              silence school ade 1: gone; one_of identify forbidden ade@school loan@school/lab
              = critical identify Instance school (2 on 1)

            A silence of one token does not hide a failure without a token.
              silence school ade 1: gone; unknown regenerate forbidden school
              = critical regenerate Instance school (0 on 1)

            A silence of a whole instance covers the monitoring issues of that instance only.
              silence school: gone; trouble school log_not_followed: No such file.; \
                unknown regenerate forbidden school; trouble physics log_not_followed: No such file.
              = warning investigate Monitoring (logs not followed) (0 on 1)

            No silence of an instance covers an organisation at Apple, whatever its name.
              silence school: gone; apple_not_read school: HTTP 401.
              = warning investigate Monitoring (Apple's API not read) (0 on 0)

            A silence of one kind of token hides no monitoring issue.
              silence school ade: gone; trouble school log_not_followed: No such file.
              = warning investigate Monitoring (logs not followed) (0 on 1)

            An expiry is information at first, and a warning within seven days.
              date renew ade@school~2026-11-26 ade@physics~2027-01-03 ade@physics/lab~2026-12-14
              = warning renew Apple ID it-admin@example.org (2 on 2)
              = info renew Apple ID lab@example.org (1 on 1)
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("aspects")
    void an_aspect_is_added_only_when_there_is_more_to_do(Rule rule) {
        Alert now = GoldenSituations.only(rule.after().assessment());
        Alert known = GoldenSituations.only(rule.before().assessment());
        Set<String> first = new Delivered(known, Instant.EPOCH, Instant.EPOCH, Optional.empty())
                .updatedBy(now, false)
                .alert()
                .aspects();
        Set<String> second = now.aspects();

        assertThat(first.containsAll(second) ? List.of() : List.of("more to do"))
                .as("%s: \"%s\", then \"%s\"", rule, first, second)
                .isEqualTo(rule.expected());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            rule                                    | FINDINGS                                                                          | SEVERITY | HEADLINE                                                             | NEVER
            a notification contradicts depwatch.yml | dated_certificate push@school~2027-06-30 +as_notified                             | WARNING  | 1 push certificate ends soon, as Jamf Pro notifies, on school. Look first at the date in Jamf Pro. Unless its date is new, renew it with | in 218 days
            Jamf Pro's own date is nearer the truth | dated_certificate gsx@school~2027-06-30 +as_notified                              | INFO     | Look first at the date in Jamf Pro. Unless its date is new, renew it. | in 218 days
            both agree                              | dated_certificate push@school~2026-12-20 +as_notified                             | INFO     | expires in 26 days (2026-12-20), on school. Renew                    | Look first
            a record contradicts depwatch.yml       | stated renew_certificate certificate_expired push@school~2027-06-30 +certificate_is_over | CRITICAL | 1 push certificate has expired, on school. Look first at the date in Jamf Pro. Unless its date is new, renew | soon
            an old notification of a renewed CA     | dated_certificate ca@school/-~2027-06-30 +as_notified +certificate_is_over        | CRITICAL | 1 built-in CA has expired. Look first at the date in Jamf Pro. Unless its date is new, renew | soon
            another kind ends beside the only one   | dated_certificate push@school~2026-12-20 gsx@school~2026-11-30                    | WARNING  | Renew the push certificate with the same Apple ID                    | each
            an end that nobody knows can be near    | unknown renew_certificate certificate_expired school +as_notified                 | WARNING  | 1 push certificate expires soon                                      | expired
            one that is revoked is the worse        | revoked push@school +certificate_is_over; dated_certificate push@physics~2026-11-30 | CRITICAL | 1 push certificate is revoked, and 1 push certificate expires in 6 days (2026-11-30), on physics and school | have expired
            """)
    void a_headline_says_the_worst_of_a_certificate(
            String rule, String findings, Severity severity, String headline, String never) {
        Alert alert = GoldenSituations.only(
                Situation.of("jamf school physics; " + findings).assessment());

        assertThat(alert.severity()).as(rule).isEqualTo(severity);
        assertThat(alert.message().headline()).as(rule).contains(headline).doesNotContain(never);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            rule                                  | SITUATION                                                                                    | SAYS                                                                          | NEVER
            and where the account is out          | date renew ade@school~2026-11-20 +owner_account_out; account it-admin locked                 | Unlock the account. If nobody can, renew it with another account. The token has probably expired (2026-11-20). | fails yet
            a download would end the renewed ones | silent school 2026-11-19T08:00:00Z; date renew ade@school~2026-11-20 content@school~2026-11-21 | at the date of the ADE token and Apps and Books token. If it lies ahead now, it was renewed: do not renew it again | Nothing fails yet
            Apple answers about each token        | jamf school; certain accept_terms terms_not_signed ade@school                                | yours are good                                                                | several organisations
            one may be refused for another reason | jamf school; certain accept_terms terms_not_signed ade@school; certain accept_terms forbidden ade@physics | while terms wait                                                 | are good
            its year is over as well              | jamf school; certain accept_terms terms_not_signed ade@school~2026-11-20                     | ended on 2026-11-20: renew it once                                            | ends on
            it is said whose account is locked    | jamf school; one_of identify forbidden ade@school loan@school +owner_account_out; account it-admin locked | the account it-admin@example.org is locked                                 | the account is locked
            its newest sync failed                | jamf school; health suspect ade@school~2026-12-08; date renew ade@school~2026-12-08          | Once an ADE token has ended                                                   | Nothing fails
            nobody waits until a token has ended  | jamf school; date renew ade@school~2026-11-30 +owner_account_out; account it-admin locked     | only if nobody can, or if an expiry date is near                             | next sync
            a lock ends no token                  | jamf school; certain regenerate token_rejected ade@school +owner_account_out; account it-admin locked | the account is locked | unlock
            a renewed one is in use after a restart | jamf school; stated renew_certificate certificate_expired push@school~2027-06-30 +certificate_is_over | restart Jamf Pro (in Jamf Cloud, ask Jamf's support): Jamf Pro may still use the old one | expires 2027
            an upload settles one token           | jamf school physics; certain regenerate token_rejected ade@school +upload_a_just_downloaded_token_first; certain regenerate forbidden ade@physics | upload the newest such file now, to each entry of its server. A token that syncs after that needs nothing else | nothing else is needed
            refused with many, but of one owner   | jamf school; likely_of forbidden ade@school +many_owners_refused                             | 1 ADE token perhaps needs regenerating, on school. Check first: whether Apple reports an outage; whether the password was changed | each owner
            one of many may lack its server       | jamf school; likely_of forbidden ade@school +many_owners_refused +check_server_first | see whether the server still exists                     | each owner
            each entry has its own link           | silent school 2026-11-23T08:00:00Z; likely_of token_rejected ade@school +tokens_not_read_since; likely_of content_token_invalid content@school +tokens_not_read_since | whether "Example Location" has synced well since this began: Settings > Global > Volume Purchasing. If so, leave it | some of them
            one was never read                    | silent school 2026-11-23T08:00:00Z; silent physics; certain investigate service_error ade@school; unknown investigate service_error physics | The Jamf Pro API of school cannot be read now: | or later
            one was read later                    | silent school 2026-11-23T08:00:00Z; silent physics 2026-11-23T09:00:00Z; certain regenerate forbidden ade@school ade@physics | at 2026-11-23 09:00 +01:00 or later                | 10:00
            one of several is only likely         | jamf school; one_of identify oauth_refresh_failed ade@school loan@school/lab +check_terms_first | was the password of an Apple ID that owns one of these tokens changed | that fails needs
            the server of one may be gone         | jamf school; one_of identify token_rejected ade@school loan@school +check_server_first       | see whether the server still exists                                           | that fails needs
            the account of one works              | jamf school; one_of identify forbidden ade@school loan@school +other_tokens_work; others_work 1 | Another ADE token of this Apple ID works                                   | password was changed
            an entry may hold a newer token       | silent school 2026-11-23T08:00:00Z; likely ade@school~2027-02-01 +tokens_not_read_since +owner_account_out; account it-admin released | If so, leave it. If its date is not 2027-02-01 any more, it was renewed: wait for one sync., | Check first: whether a token has synced well since.
            a token moves, its certificate cannot | jamf school; certain regenerate forbidden ade@school +content_tokens_at_risk; health at_risk content@school push@physics; health healthy push@school/lab | also renews the push certificate of physics: keep the account, or have it restored | 1 push certificate
            Jamf Pro itself notifies of the terms | terms_notified school; certain regenerate forbidden ade@school +check_terms_first | whether new terms wait (Jamf Pro has a notification of terms) | while terms
            a configured date is looked at first  | jamf school; dated_certificate push@school~2027-06-30 +as_notified                           | enrol again., steps=[Line[text=school: look in Jamf Pro first at the date of the push certificate | steps=[Line[text=Renew
            GSX can have another account          | jamf school; dated_certificate gsx@school~2026-11-30 +owner_account_out; account it-admin locked | Renew it. Bring the account back, or give Jamf Pro another GSX account.                 | push certificate
            a missing account may be a renamed one | jamf school; account_out push@school +owner_account_out; account it-admin missing            | steps=[Line[text=If the account only has another name now, only write that to pushCertificate          | gone from
            of which the tokens stay               | jamf school; date renew ade@school~2026-12-01 +owner_account_out; account it-admin missing | steps=[Line[text=If the account only has another name now, and the syncs work, renew nothing. | unlock
            who is out signs in nowhere           | jamf school; dated_certificate push@school~2026-11-30 +owner_account_out; account it-admin deactivated | Bring the account back. Renew the push certificate with the same Apple ID. | another name
            it is said when a token at risk ends  | jamf school; date renew content@school~2026-12-01 +owner_account_out; account it-admin deactivated | Renew it with another account. The token expires in 7 days (2026-12-01).     | owner leaves
            Jamf Pro shows a later date           | jamf school; certain regenerate token_expired ade@school~2027-09-01                          | although Jamf Pro shows a later date | year is over
            its date has passed, as Apple says    | jamf school; certain regenerate token_expired ade@school~2026-11-20 | year is over | a later date
            """)
    void a_text_says_what_keeps_its_reader_from_harm(String rule, String situation, String says, String never) {
        assertThat(GoldenSituations.only(Situation.of(situation).assessment())
                        .message()
                        .toString())
                .as(rule)
                .contains(says)
                .doesNotContain(never);
    }

    static Stream<Rule> aspects() {
        return Rule.in("""
            A likely token becomes certain.
              likely ade@school
              certain regenerate oauth_refresh_failed ade@school
              = more to do

            A certain token joins a likely one.
              likely ade@school
              likely ade@school; certain regenerate forbidden ade@b
              = more to do

            More records come, and not from Jamf Pro's API alone.
              stated regenerate forbidden ade@school
              certain regenerate forbidden ade@school

            Another token with the same advice joins.
              certain regenerate forbidden ade@school
              certain regenerate forbidden ade@school ade@physics

            The likely one of two is renewed and the certain one remains.
              likely ade@school; certain regenerate forbidden ade@b
              certain regenerate forbidden ade@b

            One of two monitoring issues is over.
              trouble school log_not_followed: No such file.; trouble physics log_not_followed: No such file.
              trouble school log_not_followed: No such file.

            Apple's API of another organisation cannot be read.
              apple_not_read Example School: HTTP 401.
              apple_not_read Example School: HTTP 401.; apple_not_read Example Business: HTTP 401.
              = more to do

            Apple's API of one of two organisations is read again.
              apple_not_read Example School: HTTP 401.; apple_not_read Example Business: HTTP 401.
              apple_not_read Example School: HTTP 401.

            Terms need to be checked first.
              certain regenerate forbidden ade@school
              certain regenerate forbidden ade@school +check_terms_first
              = more to do

            The token becomes known.
              unknown regenerate forbidden school
              certain regenerate forbidden ade@school/-
              = more to do

            Another check is needed.
              certain investigate bad_request ade@school
              certain investigate bad_request ade@school; certain investigate sync_failed ade@school
              = more to do

            A monitoring issue has another text.
              trouble school tokens_not_read: HTTP 500.
              trouble school tokens_not_read: HTTP 503.

            Jamf Pro notifies of something else on the same instance.
              trouble school jamf_notifies BUILT_IN_CA_RENEWAL_FAILED: Look.
              trouble school jamf_notifies BUILT_IN_CA_RENEWAL_FAILED: Look.; \
                trouble school jamf_notifies APNS_CONNECTION_FAILURE: Look.
              = more to do

            The configuration is the source, which does not change the advice.
              certain regenerate forbidden ade@school
              certain regenerate forbidden ade@school +as_configured

            An expiry passes a step.
              date renew ade@school~2026-12-14
              date renew ade@school~2026-12-04
              = more to do

            The nearest of two is renewed.
              date renew ade@school~2026-12-04 ade@physics~2026-12-14
              date renew ade@physics~2026-12-14

            The step of one day comes before the day on which the token expires.
              date renew ade@school~2026-11-27
              date renew ade@school~2026-11-25
              = more to do

            A locked account is gone.
              date renew ade@school +owner_account_out; account it-admin locked
              date renew ade@school +owner_account_out; account it-admin released
              = more to do

            An expiry comes nearer without passing a step.
              date renew ade@school~2026-12-19
              date renew ade@school~2026-12-14
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "silence school-test: test token; "})
    void a_token_renewed_by_another_account_appears_once(String silence) {
        Alert alert = GoldenSituations.only(Situation.of(silence + """
                health failing ade@school/lab!; health healthy ade@school-test/lab!; \
                certain regenerate forbidden ade@school!""").assessment());

        assertThat(alert.message().withoutReasonsAndSteps().doNot())
                .as("also where a message only says that more have joined")
                .filteredOn(text -> text.contains("twice"))
                .singleElement()
                .asString()
                .contains("also ends the token on school-test (\"Example ADE\")");
    }

    private static final Set<Remedy> OF_TOKENS = EnumSet.complementOf(EnumSet.of(Remedy.RENEW_CERTIFICATE));

    /** Random findings, with the reasons and certainties that can go with them. */
    @Test
    void only_regenerate_and_renew_ask_for_a_new_token() {
        Random random = new Random(14);

        for (int round = 0; round < 300; round++) {
            for (Alert alert : GoldenSituations.ALERTS.of(anything(random).assessment())) {
                Message message = alert.message();
                boolean maySay = alert.remedy() == Remedy.REGENERATE
                        || alert.remedy() == Remedy.RENEW
                        || alert.aspects().contains(Cause.TOKEN_OF_ANOTHER_SERVER.key());
                if (!maySay) {
                    assertThat(MAKES_A_TOKEN
                                    .matcher(allButDoNot(message))
                                    .results()
                                    .map(MatchResult::group))
                            .as("%s: %s", alert.key(), message)
                            .isEmpty();
                }
                assertThat(message.headline()).hasSizeLessThan(700).endsWith(".");
                assertThat(message.where()).hasSizeLessThanOrEqualTo(13);
                assertThat(message.steps()).hasSizeBetween(1, 40);
            }
        }
    }

    private static String allButDoNot(Message message) {
        return String.join(
                "\n",
                message.headline(),
                message.where().stream().map(Message.Line::text).collect(Collectors.joining("\n")),
                message.why(),
                String.join(
                        "\n", message.steps().stream().map(Message.Line::text).toList()),
                String.join("\n", message.alsoCheck()));
    }

    private static Situation anything(Random random) {
        Situation all = new Situation();
        int findings = 1 + random.nextInt(30);
        for (int number = 0; number < findings; number++) {
            all.with(anyFinding(random));
        }
        if (random.nextBoolean()) {
            all.trouble("school-1", MonitoringIssue.Kind.LOG_NOT_FOLLOWED, "No such file.");
        }
        return all;
    }

    private static Finding anyFinding(Random random) {
        Certainty certainty = pick(random, Certainty.values());
        Remedy remedy = pick(random, OF_TOKENS.toArray(Remedy[]::new));
        Cause cause = pick(random, Cause.values());
        // As in a real assessment: an expiry belongs to a token, and one of several tokens must be identified first.
        if (remedy == Remedy.RENEW || cause == Cause.TOKEN_OF_ANOTHER_SERVER) {
            certainty = Certainty.CERTAIN;
        } else if (remedy == Remedy.IDENTIFY) {
            certainty = Certainty.ONE_OF;
        }
        String instance = "school-" + random.nextInt(20);
        List<Token> tokens = new ArrayList<>();
        int count = certainty == Certainty.UNKNOWN ? 0 : 1 + random.nextInt(4);
        for (int id = 0; id < count; id++) {
            tokens.add(token(
                    instance,
                    cause.kind(),
                    Integer.toString(random.nextInt(50)),
                    pick(random, "", "Example", "x".repeat(1000)),
                    pick(random, "", ADMIN, LAB),
                    pick(random, "", "Example", "y".repeat(1000)),
                    pick(random, "", "mdm", "z".repeat(1000))));
        }
        Hint[] hints = Arrays.stream(Hint.values())
                .filter(hint -> random.nextBoolean())
                .toArray(Hint[]::new);
        return finding(
                remedy,
                certainty,
                random.nextBoolean(),
                cause,
                tokens,
                new Instance(instance),
                random.nextInt(3),
                hints);
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }
}
