package dev.depwatch.page;

import static dev.depwatch.alert.Situation.ade;
import static dev.depwatch.alert.Situation.content;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Situation;
import dev.depwatch.apple.Scope;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.MonitoringIssue;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.journal.FailureHour;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusPageTest {
    private static final String OWNER = "it-admin@example.org";
    private static final String TO_ACT = "Act on 1 Apple ID, 1 organisation and 1 instance";

    private final StatusPage page = new StatusPage();

    private Html html(Situation situation) {
        return html(Pictures.of(situation));
    }

    private Html html(Situation situation, String query) {
        return html(Pictures.of(situation), query);
    }

    private Html html(Picture picture) {
        return html(picture, "");
    }

    private Html html(Picture picture, String query) {
        return new Html(new String(page.html(picture, query), UTF_8));
    }

    private static Situation inTrouble() {
        return Situation.of("""
                jamf school physics library lab; certain accept_terms terms_not_signed ade@library/board; \
                health failing ade@library/board; one_of identify token_rejected ade@lab content@lab/lab; \
                certain regenerate forbidden ade@school; health failing ade@school; \
                certain regenerate forbidden ade@physics; health failing ade@physics""");
    }

    @Test
    void accounts_come_first_then_organisations_then_instances() {
        Html html = html(inTrouble());

        assertThat(html.all("<h3[^>]*>(.*?)</h3>")).containsExactly(OWNER, "Example School", "lab");
        assertThat(html.first("<h1>(.*?)</h1>")).isEqualTo(TO_ACT);
        assertThat(html.first("<title>(.*?)</title>")).isEqualTo("3 to act on · depwatch");
    }

    @Test
    void the_account_with_the_most_to_do_comes_first() {
        Situation situation = Situation.of("certain regenerate forbidden ade@library/board ade@school ade@physics");

        assertThat(html(situation).all("<h3[^>]*>(.*?)</h3>")).containsExactly(OWNER, "board@example.org");
    }

    @Test
    void a_silence_says_who_made_it_and_why() {
        Situation silenced = new Situation().silence("lab", Optional.empty(), Optional.empty(), "being taken down");

        assertThat(html(silenced).shown()).contains("lab until 2027-01-31, by anna: being taken down");
    }

    @Test
    void a_card_has_the_words_of_the_alert() {
        Picture picture = Pictures.of(inTrouble());

        String shown = new Html(html(picture).text().replaceAll("<summary>in Apple’s menus</summary>", "")).shown();

        for (Alert alert : picture.alerts()) {
            Message message = alert.message();
            Stream.of(
                            message.steps().stream().map(Message.Line::text),
                            message.steps().stream()
                                    .flatMap(step -> step.link().stream())
                                    .map(Object::toString),
                            message.where().stream().map(Message.Line::text),
                            Stream.of(message.why(), message.evidence()),
                            message.alsoCheck().stream(),
                            message.doNot().stream())
                    .flatMap(words -> words)
                    .forEach(words -> assertThat(shown).contains(words));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            how many where since when and how sure | certain regenerate forbidden ade@school ade@physics \
                | Regenerate Tokens 2 Instances 2 Since 14:23 1 h 7 min ago Certainty certain
            no time since when if nothing fails    | dated renew token_expired ade@school~2026-12-20 \
                | Renew in time Tokens 1 Instances 1 Certainty certain
            nor for a certificate that ends        | dated_certificate push@school~2026-12-20 \
                | Renew the certificate Tokens 1 Instances 1 Certainty check first
            nor for one that has ended by its date | dated_certificate push@school~2026-11-22 +certificate_is_over \
                | Renew the certificate Tokens 1 Instances 1 Certainty check first
            nor for a token, whose day has no hour | date regenerate ade@school~2026-11-22 \
                | Regenerate Tokens 1 Instances 1 Certainty certain
            since when Jamf Pro's API says so      | stated investigate sync_failed ade@school \
                | Investigate Tokens 1 Instances 1 Known since 14:23 1 h 7 min ago Certainty certain
            no count of what nobody knows          | apple_not_read Example: 401 \
                | Investigate Tokens – Instances – Since 14:23 1 h 7 min ago Certainty certain
            """)
    void a_card_says(String what, String situation, String facts) {
        Html card = new Html(html(Situation.of(situation)).first("<dl class=\"facts\">(.*?)</dl>"));

        assertThat(card.shown()).as(what).isEqualToNormalizingWhitespace("To do " + facts);
    }

    @Test
    void a_certificate_has_its_kind_and_its_date_and_no_sync() {
        Situation situation = Situation.of("jamf school; health healthy ade@school push@school~2027-03-01 "
                + "gsx@school~2027-01-05; health unknown ca@school/-");

        Html html = html(situation);

        assertThat(html.rows("tokens"))
                .contains(
                        "school Push certificate it-admin@example.org healthy – 2027-03-01 in 97 days",
                        "school Built-in certificate authority (CA) Built-in CA – unknown – 2027-01-02 in 39 days");
        assertThat(html.shown())
                .contains(
                        "Watched: 1 token and 3 certificates on 1 instance.",
                        "The state of 1 certificate is not known.",
                        "The next token ends on 2027-01-02, in 39 days.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Failing: 1 of 2 tokens and 0 of 1 certificate on 1 instance. | health healthy content@school push@school
            Failing: 1 of 1 token and 1 of 2 certificates on 1 instance. | health failing push@school; \
                health healthy gsx@school
            """)
    void failing_tokens_and_certificates_are_counted_apart(String sentence, String others) {
        assertThat(html(Situation.of("jamf school; health failing ade@school; " + others))
                        .shown())
                .contains(sentence);
    }

    @Test
    void an_instance_shows_what_jamf_pro_notifies_in_its_own_words() {
        String[] types = IntStream.rangeClosed(1, 22)
                .mapToObj(number -> "NEW_TYPE_" + number)
                .toArray(String[]::new);
        Situation situation = Situation.of("jamf physics; health healthy ade@school");
        situation.notifies("school", "a<b", types);
        Picture picture = Pictures.of(situation);

        assertThat(html(picture).rows("instances"))
                .anySatisfy(school -> assertThat(school)
                        .contains("Jamf Pro notifies: NEW_TYPE_1 “a<b”, since 14:23")
                        .contains("NEW_TYPE_20 “a<b”, since 14:23")
                        .endsWith("and 2 more notifications"));
        assertThat(html(picture, "q=new_type_22").rows("instances")).hasSize(1);
        assertThat(html(picture).first("<table class=\"list instances\">.*?</table>"))
                .as("not folded")
                .doesNotContain("class=\"good\"");
    }

    @Test
    void each_organisation_at_apple_has_a_row_with_what_keeps_it_from_being_read() {
        Situation situation = new Situation()
                .jamf("school")
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, ade("school", OWNER))
                .health(ade("school", OWNER), Health.FAILING)
                .heard("mdm-school", Situation.NOW)
                .heard("mdm-other", Situation.NOW)
                .organization(
                        "College",
                        Scope.SCHOOL,
                        Optional.empty(),
                        Optional.of(Situation.NOW.minusSeconds(3_720)),
                        Optional.of("Apple refuses the key"))
                .organization(
                        "Library",
                        Scope.BUSINESS,
                        Optional.of("no permission"),
                        Optional.of(Situation.NOW),
                        Optional.empty())
                .organization("Museum", Scope.BUSINESS, Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(html(situation).rows("apples"))
                .containsExactly(
                        "Example Apple Business read 2 , 1 with a token here just now",
                        "College Apple School Manager not read 0 , 0 with a token here 1 h 2 min ago"
                                + " Not read since 14:23: Apple refuses the key",
                        "Library Apple Business read 0 , 0 with a token here just now No permission.",
                        "Museum Apple Business not read yet not known never");
    }

    @Test
    void without_an_organisation_at_apple_there_is_no_table_of_them() {
        assertThat(html(inTrouble()).text()).doesNotContain("Apple’s API");
    }

    @Test
    void an_apple_id_shows_that_apple_reports_its_account_as_locked() {
        Situation situation = Situation.of("""
                jamf school; health healthy ade@school ade@physics/board; account it-admin locked; \
                account board active""");

        assertThat(html(situation).rows("accounts"))
                .satisfiesExactlyInAnyOrder(
                        locked -> assertThat(locked).contains(OWNER + " healthy Apple: locked, since 14:23 1 1"),
                        active -> assertThat(active).contains("board@example.org healthy 1 1"));
    }

    @Test
    void a_token_shows_its_last_sync_and_when_apple_last_heard_from_its_server() {
        Html html = html(Situation.of("""
                jamf school physics; health healthy ade@school ade@physics; heard mdm-school 2026-11-24T14:21:00Z"""));

        assertThat(html.rows("tokens"))
                .satisfiesExactlyInAnyOrder(
                        school -> assertThat(school).contains("1 h 9 min ago Apple: 9 min ago"),
                        physics -> assertThat(physics).contains("1 h 9 min ago").doesNotContain("Apple:"));
        assertThat(html.text())
                .contains(
                        "<small class=\"apple\">Apple: <time datetime=\"2026-11-24T14:21:00Z\">9 min ago</time></small>");
    }

    @Test
    void a_new_token_is_not_proven_before_it_syncs() {
        assertThat(html(Situation.of("renewed awaits_first_sync ade@school")).rows("tokens"))
                .singleElement()
                .asString()
                .contains("in place, not yet proven 1 h 9 min ago 2027");
    }

    @Test
    void the_time_of_the_page_has_its_zone() {
        assertThat(new Html(html(inTrouble()).first("<p class=\"clock\" id=\"clock\">(.*?)</p>")).shown())
                .isEqualToNormalizingWhitespace("As of 15:30:00 +01:00");
    }

    @Test
    void a_step_folds_the_menus_of_apple() {
        List<String> menus = html(inTrouble()).all("<li>(Download, one server .*?)</li>");

        assertThat(menus.get(0))
                .contains("at a time:<details class=\"menus\"><summary>in Apple’s menus</summary>in Apple Business")
                .contains("Download Token.</details>");
    }

    @ParameterizedTest
    @CsvSource({"5, '', ''", "6, '', 6 that need nothing", "6, q=lab, ''"})
    void a_phone_folds_many_tokens_that_need_nothing(int healthy, String query, String folded) {
        Situation situation = Situation.of("health failing ade@school");
        for (int i = 0; i < healthy; i++) {
            situation.health(ade("lab" + i, OWNER), Health.HEALTHY);
        }

        Html page = html(situation, query);

        assertThat(page.first("id=\"fold-tokens\"><summary>(.*?)</summary>")).isEqualTo(folded);
        assertThat(page.first("<table class=\"list tokens\">.*?</table>")).contains("<tr class=\"good\">");
    }

    @Test
    void a_phone_shows_a_token_that_works_and_needs_a_look() {
        assertThat(html(Situation.of(
                                "certain investigate token_of_another_server ade@school; health healthy ade@school"))
                        .first("<table class=\"list tokens\">.*?</table>"))
                .doesNotContain("<tr class=\"good\">");
    }

    @ParameterizedTest
    @CsvSource({"CA, true", "TERMS, false"})
    void a_phone_shows_an_instance_that_is_not_read_in_full(Part part, boolean isFolded) {
        Situation situation = Situation.of("health healthy ade@school");
        situation.read("school", new Reading(List.of(), List.of(), Map.of(part, "no permission")));

        assertThat(InstanceRow.all(situation.assessment()))
                .extracting(InstanceRow::isGood)
                .containsExactly(isFolded);
    }

    @Test
    void an_instance_whose_certificate_alone_is_known_is_not_read() {
        InstanceInventory unread = InstanceInventory.unread(new Instance("school"), Optional.empty(), Source.JAMF);
        Assessment assessment = Situation.of("health healthy push@school").assessment();

        assertThat(new InstanceRow(unread, assessment.tokens()).mark().words()).isEqualTo("not read");
    }

    @Test
    void a_phone_shows_a_log_with_lost_records() {
        LogStatus log = Situation.of("unfollowed school").assessment().logs().get(0);

        assertThat(Stream.of(0, 1)
                        .map(gaps -> new LogStatus(log.log(), true, Optional.empty(), 0, log.records(), gaps))
                        .map(status -> new LogRow(status).isGood()))
                .containsExactly(true, false);
    }

    @Test
    void terms_of_one_of_two_organisations_are_not_known() {
        Token other = Situation.token("lab", TokenKind.ADE, "2", "Loan", OWNER, "Example Business", "mdm-loan");
        Situation oneOf = new Situation()
                .jamf("lab")
                .oneOf(Remedy.ACCEPT_TERMS, Cause.TERMS_NOT_SIGNED, List.of(ade("lab", OWNER), other));

        assertThat(html(oneOf).rows("organisations"))
                .containsExactly("Example Business not known 1 1", "Example School not known 1 1");
        assertThat(html(inTrouble()).rows("organisations")).containsExactly("Example School to be accepted 5 4");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            certain         | certain regenerate forbidden ade@school
            certain         | unknown renew_certificate certificate_expired school
            check first     | certain regenerate forbidden ade@school +check_terms_first
            check first     | certain regenerate content_token_invalid content@school +as_notified
            check first     | dated renew token_expired ade@school~2026-11-22
            check first     | silent school 2026-11-19T08:00:00Z; dated_certificate gsx@school~2026-11-20
            certain         | dated_certificate gsx@school~2026-11-20 +certificate_is_over
            most likely     | likely ade@school
            perhaps         | likely_of forbidden ade@school +many_owners_refused
            some most likely | likely ade@school; certain regenerate forbidden ade@lab
            one of several  | one_of identify token_rejected ade@school content@school
            token not known | unknown regenerate forbidden school +owner_not_configured
            """)
    void a_card_shows_the_certainty(String words, String situation) {
        assertThat(html(Situation.of(situation)).first("<dt>Certainty</dt><dd>(.*?)</dd>"))
                .isEqualTo(words);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            all is well                     | well | All is well       | health healthy ade@school
            dates are not read              | calm | Nothing to do now | health healthy ade@school; undated lab
            nobody knows how a token syncs  | calm | Nothing to do now | health healthy ade@school; health unknown ade@lab
            Apple or the network fails      | calm | Nothing to do now | health healthy ade@school; certain wait \
                service_error ade@school
            a failure was seen once         | calm | Nothing to do now | health healthy ade@school; open forbidden school
            something is silenced           | calm | Nothing to do now | health healthy ade@school; silence lab: gone
            no token is known               | calm | Nothing to do now | nothing
            no API answers                  | calm | Nothing to do now | health healthy ade@school; \
                silent lab 2026-11-24T14:00:00Z
            no API is configured            | calm | Nothing to do now | health healthy ade@school; sourceless lab
            Apple's API is not read yet     | calm | Nothing to do now | health healthy ade@school; apple_unread Example
            a log is gone                   | calm | Nothing to do now | health healthy ade@school; unfollowed school
            somebody must act               | trouble | Act on 1 Apple ID | certain regenerate forbidden ade@school
            """)
    void the_headline_is_one_sentence(String rule, String state, String sentence, String situation) {
        assertHeadline(state, sentence, assessed("jamf school; " + situation));
    }

    @Test
    void the_headline_also_tells_of_depwatch_and_its_receivers() {
        String good = "jamf school; health healthy ade@school";

        assertHeadline("unseen", "Nothing is known yet", new Pictures());
        assertHeadline("unseen", "Not everything is seen yet", assessed(good).notReady("still reading /log/school"));
        assertHeadline("calm", "Nothing to do now", assessed(good).receiver("team", "no connection"));
        Duration lasting = Duration.ofMinutes(16);
        assertHeadline(
                "calm",
                "Nothing to do now",
                assessed(good)
                        .pending("team", Duration.ZERO, "no connection")
                        .pending("heartbeat", lasting, "HTTP 500"));
        assertHeadline(
                "trouble",
                "Messages of depwatch do not reach team",
                assessed(good).pending("team", lasting, "no connection"));
        assertThat(html(Situation.of(good + "; sourceless lab; unfollowed school; apple_unread Museum"))
                        .shown())
                .contains("depwatch does not read all of Museum, lab and school.");
        assertHeadline(
                "trouble", "depwatch itself needs attention", assessed(good).fault("tail: it has ended"));
    }

    private static Pictures assessed(String situation) {
        return new Pictures().assessed(Situation.of(situation).assessment());
    }

    private void assertHeadline(String state, String sentence, Pictures pictures) {
        Html html = html(pictures.picture());

        assertThat(html.first("<section class=\"state (\\w+)\"")).isEqualTo(state);
        assertThat(html.first("<h1>(.*?)</h1>")).isEqualTo(sentence);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            Apple fails, and then refuses | certain wait service_error ade@lab; open forbidden lab | Apple's service or the \
                network fails, not the tokens: nothing to do. depwatch notifies you if it lasts. lab, since 14:23 \
                A failure was seen (forbidden). depwatch notifies you if it continues. lab, since 14:23
            an end to come is no reason   | date renew ade@lab; open forbidden lab | A failure was seen (forbidden). \
                depwatch notifies you if it continues. lab, since 14:23
            nobody is notified            | silence lab: gone; open forbidden lab | A failure was seen (forbidden). lab, since 14:23
            its date explains it          | date regenerate ade@lab; open oauth_refresh_failed lab | ''
            its last day explains it      | dated renew sync_failed ade@lab; open sync_failed lab | ''
            another of it has a card      | certain regenerate forbidden ade@lab; open service_error lab | ''
            its token has been renewed    | renewed awaits_first_sync ade@lab; open forbidden lab | A new token is in \
                place; depwatch waits until it syncs well. lab, since 15:20 (10 min ago)
            one of another, renewed before | renewed_before awaits_first_sync ade@lab; open forbidden lab | A failure was \
                seen (forbidden). depwatch notifies you if it continues. lab, since 14:23
            """)
    void failures_without_action_are_shown_apart(String rule, String situation, String note) {
        Html notes = new Html(html(Situation.of(situation)).first("<ul class=\"notes\">(.*?)</ul>"));

        assertThat(notes.shown().replace(" (1 h 7 min ago)", "")).isEqualToNormalizingWhitespace(note);
    }

    @Test
    void errors_of_the_inventory_and_of_logs_and_receivers_are_named() {
        Situation situation = Situation.of(
                "jamf school; trouble school tokens_not_read: HTTP 401: check clientId and clientSecretFile");
        Picture picture = new Pictures()
                .assessed(situation.assessment())
                .receiver("board", "refuses the connection")
                .receiver("mail", "refuses the connection")
                .fault("folder-watch: it has ended")
                .picture();

        assertThat(html(picture).shown())
                .contains("HTTP 401: check clientId and clientSecretFile")
                .contains(
                        "The last messages to board and mail failed.",
                        "board last message failed refuses the connection")
                .contains("Act on 1 monitoring issue What is wrong with depwatch itself is at the end of this page.")
                .contains("folder-watch: it has ended");
    }

    @Test
    void a_filter_keeps_rows_with_all_its_words_in_any_case() {
        Html html = html(inTrouble(), "q=IT-Admin+physics");

        assertThat(html.rows("tokens")).singleElement().asString().startsWith("physics");
        assertThat(html.all("<h3[^>]*>(.*?)</h3>")).containsExactly(OWNER);
        assertThat(html.shown()).contains("The page shows only what contains “IT-Admin physics”.");
        assertThat(html.first("<h1>(.*?)</h1>"))
                .as("the headline is not filtered")
                .isEqualTo(TO_ACT);
    }

    @Test
    void a_table_has_the_order_of_the_address() {
        Picture picture = Pictures.of(inTrouble());

        assertThat(html(picture, "by-token=instance").rows("tokens"))
                .extracting(row -> row.substring(0, row.indexOf(' ')))
                .containsExactly("lab", "lab", "library", "physics", "school");
        assertThat(html(picture, "by-token=-instance").rows("tokens"))
                .extracting(row -> row.substring(0, row.indexOf(' ')))
                .containsExactly("school", "physics", "library", "lab", "lab");
        assertThat(html(picture, "by-token=-health").rows("tokens"))
                .as("an old bookmark")
                .isEqualTo(html(picture, "").rows("tokens"));
        assertThat(html(picture, "by-token=-instance").text())
                .contains("<th scope=\"col\" aria-sort=\"descending\"><a href=\"?by-token&#x3D;instance\"");
    }

    @Test
    void the_form_of_the_filter_keeps_the_rest_of_the_address() {
        assertThat(html(inTrouble(), "all=1&by-token=-owner&by-log=path").text())
                .contains(
                        "<input type=\"hidden\" name=\"by-log\" value=\"path\">"
                                + "<input type=\"hidden\" name=\"by-token\" value=\"-owner\">",
                        "<input type=\"hidden\" name=\"all\" value=\"1\">");
    }

    @Test
    void silences_and_servers_in_several_places_are_listed() {
        Situation situation = Situation.of(
                "jamf school physics; health healthy ade@school! ade@physics!; silence lab content 7: moves");

        assertThat(html(situation).shown())
                .contains("on physics, school", "lab, Apps and Books, token 7 until ", ": moves");
    }

    /** Many instances with five tokens each, one of which fails everywhere. */
    private static Situation aLargeFleet() {
        Situation fleet = new Situation();
        for (int number = 0; number < 260; number++) {
            String instance = String.format("instance-%04d", number);
            fleet.jamf(instance);
            for (int id = 0; id < 4; id++) {
                fleet.health(
                        Situation.token(
                                instance,
                                TokenKind.ADE,
                                Integer.toString(id),
                                "Devices " + id,
                                "owner-" + number % 300 + "@example.org",
                                "Example " + number % 50,
                                "server"),
                        Health.HEALTHY);
            }
            Token failing = content(instance, "owner-" + number % 300 + "@example.org");
            fleet.health(failing, Health.FAILING)
                    .certain(Remedy.REGENERATE, Cause.CONTENT_TOKEN_INVALID, failing)
                    .trouble(instance, MonitoringIssue.Kind.TOKENS_NOT_READ, "no connection");
        }
        return fleet;
    }

    @Test
    void a_large_fleet_has_a_short_page_and_a_complete_one() {
        Picture picture = Pictures.of(aLargeFleet());

        Html first = html(picture);

        assertThat(first.rows("tokens")).hasSize(100);
        assertThat(first.all("<article ")).hasSize(101);
        assertThat(first.text()).hasSizeLessThan(2_000_000);
        assertThat(first.shown())
                .contains("100 of 1300 are shown. Show all", "and 160 more: find them with the filter.");
        assertThat(html(picture, "q=instance-0259").rows("tokens")).hasSize(5);
        assertThat(html(picture, "all=1").rows("tokens")).hasSize(1_300);
    }

    @Test
    void hostile_text_adds_no_tag_and_no_attribute() {
        List<String> harmless = html(named("harmless")).tags();

        for (String hostile : SampleAlerts.HOSTILE) {
            String text = "\"><script>alert(1)</script>' onclick=x " + hostile;
            assertThat(html(named(text)).tags()).as(hostile).isEqualTo(harmless);
            assertThat(html(named(text), "q=" + "%22%3E%3Cscript%3E").text()).doesNotContain("\"><script>alert");
        }
        assertThat(html(named("a\u202Eb\u0007c")).text()).doesNotContain("\u202E", "\u0007");
    }

    private static Situation named(String text) {
        Token token = Situation.token("school", TokenKind.ADE, "1", text, text + "@example.org", text, text);
        return new Situation()
                .jamf("school")
                .health(token, Health.FAILING)
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, token)
                .trouble("school", MonitoringIssue.Kind.TOKENS_NOT_READ, text)
                .silence("lab", Optional.empty(), Optional.of(text), text);
    }

    @Test
    void the_policy_allows_only_its_own_style_and_script() throws Exception {
        Html html = html(inTrouble());

        assertThat(page.policy())
                .startsWith("default-src 'none'; ")
                .contains("style-src '" + hash(html.first("<style>(.*?)</style>")) + "';")
                .contains("script-src '" + hash(html.first("<script>(.*?)</script>")) + "';")
                .doesNotContain("unsafe");
        assertThat(html.text().replaceAll("(?s)<(style|script)>.*?</\\1>", ""))
                .doesNotContainPattern("(?i)<[^>]*\\s(on[a-z]+|style)=")
                .doesNotContainPattern("(?i)<(img|iframe|object|embed|base)\\b");
        assertThat(html.first("<style>(.*?)</style>")).doesNotContain("url(", "@import", "</");
        assertThat(html.first("<script>(.*?)</script>")).doesNotContain("</", "http:", "https:");
    }

    private static String hash(String text) throws Exception {
        return "sha256-"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }

    @Test
    void tables_have_captions_and_heads_and_the_outline_is_complete() {
        Picture picture = new Pictures()
                .assessed(inTrouble().assessment())
                .receiver("team")
                .failed(new FailureHour(Situation.NOW.minusSeconds(5400), Cause.FORBIDDEN, 3))
                .picture();
        Html html = html(picture);

        assertThat(html.all("<caption")).hasSameSizeAs(html.all("<table"));
        assertThat(html.all("<th\\s[^>]*>")).allSatisfy(head -> assertThat(head).contains("scope="));
        assertThat(html.all("<h1")).hasSize(1);
        List<String> ids = html.all("\\sid=\"([^\"]*)\"");
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
        List<String> missing = new ArrayList<>(html.all("aria-labelledby=\"([^\"]*)\""));
        missing.removeAll(ids);
        assertThat(missing).isEmpty();
    }
}
