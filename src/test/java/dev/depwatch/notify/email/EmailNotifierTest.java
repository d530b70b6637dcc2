package dev.depwatch.notify.email;

import static dev.depwatch.notify.email.ScriptedSmtp.endless;
import static dev.depwatch.notify.email.ScriptedSmtp.half;
import static dev.depwatch.notify.email.ScriptedSmtp.lastLine;
import static dev.depwatch.notify.email.ScriptedSmtp.line;
import static dev.depwatch.notify.email.ScriptedSmtp.reset;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.CapturedLog;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Certificates;
import dev.depwatch.http.Certificates.Identity;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.notify.Notifier;
import dev.depwatch.notify.NotifierContract;
import dev.depwatch.notify.Receiver;
import dev.depwatch.notify.email.EmailConfig.Tls;
import dev.depwatch.notify.email.ScriptedSmtp.Answer;
import dev.depwatch.notify.email.ScriptedSmtp.Taken;
import dev.depwatch.state.SavedForm;
import dev.depwatch.tls.Trust;
import dev.depwatch.token.Remedy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.StreamHandler;
import java.util.logging.XMLFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The conversation with a server, and the meaning of its answers. */
@Order(1)
class EmailNotifierTest extends NotifierContract {
    /** For a whole conversation until the server hangs, on a quick machine. */
    private static final Duration BRIEF = Duration.ofMillis(1500);

    private static final String ONE = "one@example.org";
    private static final String TWO = "two@example.org";
    private static final String THREE = "three@example.org";
    private static final String PLAIN_SIGN_IN = Base64.getEncoder()
            .encodeToString((ScriptedSmtp.USERNAME + "\0" + ScriptedSmtp.USERNAME + "\0" + ScriptedSmtp.PASSWORD)
                    .getBytes(StandardCharsets.UTF_8));
    private static final String LOGIN_PASSWORD =
            Base64.getEncoder().encodeToString(ScriptedSmtp.PASSWORD.getBytes(StandardCharsets.UTF_8));

    @TempDir
    private static Path folder;

    private static final Map<String, Identity> IDENTITIES = new HashMap<>();

    private final List<ScriptedSmtp> servers = new ArrayList<>();

    @BeforeAll
    static void create_certificates() throws Exception {
        Certificates certificates = new Certificates(folder);
        IDENTITIES.put("a good one", certificates.selfSigned("localhost"));
        IDENTITIES.put("an expired one", certificates.signed("localhost", -10, 2));
        IDENTITIES.put("one for another name", certificates.selfSigned("other.example.org"));
    }

    @AfterEach
    void the_client_follows_the_protocol() throws IOException {
        for (ScriptedSmtp server : servers) {
            server.close();
            assertThat(server.complaints()).isEmpty();
        }
    }

    @Override
    protected Notifier notifier(FarSide farSide, Duration timeout) throws Exception {
        ScriptedSmtp server = startTls();
        String secret = String.join(" ", secrets());
        switch (farSide) {
            case TAKES_IT -> {}
            case REFUSES_TEMPORARILY -> server.answer("MAIL", "451 4.3.0 later: " + secret);
            case REFUSES_PERMANENTLY -> server.answer(".", "554 5.7.1 no: " + secret);
            case NEVER_ANSWERS -> server.answer("MAIL", server.hang());
            case BREAKS_OFF -> server.answer("MAIL", half("25"));
            case HANGS_UP -> server.answer("", half(""));
            case RESETS -> server.answer("MAIL", reset());
            case NEVER_ENDS -> server.answer("MAIL", endless());
            case IS_NOT_THERE -> {
                return notifier(config(1, Tls.STARTTLS, true, ONE), identity(), timeout);
            }
        }
        return notifier(server, Tls.STARTTLS, timeout, ONE);
    }

    @Override
    protected List<String> secrets() {
        return List.of(ScriptedSmtp.PASSWORD, "s3cretS3cret", PLAIN_SIGN_IN, LOGIN_PASSWORD, ScriptedSmtp.USERNAME);
    }

    @Override
    protected List<String> taken() {
        return servers.get(0).taken().stream().map(Mail::text).toList();
    }

    @Override
    protected void awaitAsked() throws InterruptedException {
        servers.get(0).awaitHanging();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH PLAIN LOGIN", "AUTH LOGIN", "SIZE 1000000\nAUTH DIGEST-MD5 NTLM PLAIN"})
    void only_a_greeting_is_sent_before_encryption(String offered) throws Exception {
        ScriptedSmtp server = startTls().offering(offered);

        notifier(server, Tls.STARTTLS, LONG, ONE).deliver(SampleAlerts.opened());

        assertThat(verbs(server.clear())).containsExactly("EHLO", "STARTTLS");
        await().untilAsserted(() -> assertThat(verbs(server.commands()))
                .containsExactly("EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"));
        assertThat(server.taken()).hasSize(1);
    }

    @Test
    void implicit_tls_is_encrypted_from_the_first_byte() throws Exception {
        ScriptedSmtp server = serve(ScriptedSmtp.implicitTls(identity().server()));

        notifier(server, Tls.IMPLICIT, LONG, ONE).deliver(SampleAlerts.opened());

        assertThat(server.clear()).isEmpty();
        assertThat(server.taken()).hasSize(1);
    }

    @Test
    void a_message_is_from_the_sender_to_each_recipient() throws Exception {
        ScriptedSmtp server = startTls();

        notifier(server, Tls.STARTTLS, LONG, ONE, "Zürich IT <two@example.org>", ONE)
                .deliver(SampleAlerts.opened());

        Taken taken = server.taken().get(0);
        assertThat(taken.from()).isEqualTo("depwatch@example.org");
        assertThat(taken.to()).containsExactly(ONE, TWO);
        assertThat(taken.message())
                .contains("From: depwatch <depwatch@example.org>\r\n")
                .contains("To: one@example.org, =?UTF-8?Q?Z=C3=BCrich_IT?= <two@example.org>\r\n");
    }

    @Test
    void without_a_username_there_is_no_sign_in() throws Exception {
        ScriptedSmtp server = startTls();

        notifier(config(server.port(), Tls.STARTTLS, false, ONE), identity(), LONG)
                .deliver(SampleAlerts.opened());

        assertThat(verbs(server.commands())).doesNotContain("AUTH");
        assertThat(server.taken()).hasSize(1);
    }

    @Test
    void a_server_without_starttls_gets_nothing() throws Exception {
        ScriptedSmtp server = serve(ScriptedSmtp.plain());

        DeliveryException failure = failureOf(notifier(server, Tls.STARTTLS, LONG, ONE));

        assertThat(failure.reason()).isEqualTo(Reason.TLS);
        assertThat(failure)
                .hasMessage("localhost:" + server.port() + " offers no STARTTLS, so nothing was sent: check the port"
                        + " (587), or use its port for TLS from the start (465) with tls: implicit");
        assertThat(verbs(server.commands())).containsExactly("EHLO");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "454 4.7.0 TLS not available | UNAVAILABLE | asks to retry later",
                "501 no | REJECTED | fix its TLS",
                "220 go ahead | TLS | find no common TLS"
            })
    void a_server_that_refuses_encryption_gets_nothing(String answer, Reason kind, String advice) throws Exception {
        // Text after the unencrypted answer is no start of TLS.
        ScriptedSmtp server = startTls().answer("STARTTLS", lastLine(answer + "\n250 injected\n250 injected"));

        assertFailure(failureOf(notifier(server, Tls.STARTTLS, LONG, ONE)), kind, advice);
        assertThat(verbs(server.commands())).startsWith("EHLO", "STARTTLS").doesNotContain("AUTH", "MAIL");
    }

    static Stream<Arguments> certificates() {
        return Stream.of(Tls.STARTTLS, Tls.IMPLICIT)
                .flatMap(tls -> Stream.of(
                        Arguments.of(tls, "a good one", "one for another name", "no known authority has signed"),
                        Arguments.of(tls, "an expired one", "an expired one", "a certificate that has expired"),
                        Arguments.of(tls, "one for another name", "one for another name", "does not fit its name")));
    }

    @ParameterizedTest
    @MethodSource("certificates")
    void a_server_must_have_a_valid_certificate_for_its_name(Tls tls, String shown, String trusted, String expected)
            throws Exception {
        ScriptedSmtp server = serve(server(tls, identity(shown)));

        Notifier notifier = notifier(config(server.port(), tls, true, ONE), identity(trusted), LONG);
        assertFailure(failureOf(notifier), Reason.TLS, expected);
        assertThat(verbs(server.commands())).doesNotContain("AUTH", "MAIL");
    }

    @Test
    void a_server_with_implicit_tls_fails_for_starttls() throws Exception {
        ScriptedSmtp server = serve(ScriptedSmtp.implicitTls(identity().server()));

        assertThat(failureOf(notifier(server, Tls.STARTTLS, BRIEF, ONE)).reason())
                .isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void an_unencrypted_server_fails_for_implicit_tls() throws Exception {
        ScriptedSmtp server = serve(ScriptedSmtp.plain()).answer("", lastLine("220 hello"));

        assertThat(failureOf(notifier(server, Tls.IMPLICIT, LONG, ONE)).reason())
                .isEqualTo(Reason.TLS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ""       | to the connection
            EHLO     | to EHLO
            STARTTLS | to the start of TLS
            AUTH     | to the sign-in
            MAIL     | to the sender's address
            RCPT     | to a recipient's address
            DATA     | to DATA
            .        | to the message
            """)
    void a_server_that_hangs_at_any_command_times_out(String command, String phrase) throws Exception {
        DeliveryException failure = timeoutAt(command, ScriptedSmtp::hang);

        assertFailure(failure, Reason.TIMEOUT, "has not answered " + phrase + " within ");
    }

    @Test
    void a_server_that_hangs_in_the_handshake_times_out() throws Exception {
        DeliveryException failure = timeoutAt("STARTTLS", server -> {
            Answer hang = server.hang();
            return (out, connection) -> line("220 go").play(out, connection) && hang.play(out, connection);
        });

        assertFailure(failure, Reason.TIMEOUT, "to the start of TLS");
    }

    /** The failure when the time-out finds the server at this answer. A slow machine gets there with a longer time-out. */
    private DeliveryException timeoutAt(String command, Function<ScriptedSmtp, Answer> answer) throws Exception {
        for (Duration timeout = BRIEF; ; timeout = timeout.multipliedBy(2)) {
            ScriptedSmtp server = startTls();
            server.answer(command, answer.apply(server));
            DeliveryException failure = failureOf(notifier(server, Tls.STARTTLS, timeout, ONE));
            if (server.isHanging() || timeout.compareTo(LONG) > 0) {
                return failure;
            }
        }
    }

    @Test
    void a_stop_waits_for_a_whole_conversation() {
        assertThat(Receiver.LAST_PASS).isGreaterThan(EmailNotifier.TIMEOUT);
    }

    @ParameterizedTest
    @CsvSource({"STARTTLS, EHLO", "STARTTLS, .", "IMPLICIT, EHLO", "IMPLICIT, MAIL", "IMPLICIT, .", "NONE,     MAIL"})
    void an_interrupt_ends_a_delivery_before_and_after_the_start_of_tls(Tls tls, String command) throws Exception {
        ScriptedSmtp server = serve(server(tls, identity()));
        server.answer(command, server.hang());
        Notifier notifier = notifier(config(server.port(), tls, tls != Tls.NONE, ONE), identity(), LONG);
        FutureTask<Optional<String>> delivery = new FutureTask<>(() -> notifier.deliver(SampleAlerts.opened()));
        Thread sender = new Thread(delivery, "sender");
        sender.start();
        server.awaitHanging();

        sender.interrupt();

        assertThat(catchThrowableOfType(ExecutionException.class, () -> delivery.get(60, TimeUnit.SECONDS)))
                .hasCauseInstanceOf(InterruptedException.class);
    }

    private static ScriptedSmtp server(Tls tls, Identity shown) throws Exception {
        return switch (tls) {
            case STARTTLS -> ScriptedSmtp.startTls(shown.server());
            case IMPLICIT -> ScriptedSmtp.implicitTls(shown.server());
            case NONE -> ScriptedSmtp.plain();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUIT", "RSET"})
    void a_failure_after_the_final_answer_does_not_matter(String command) throws Exception {
        ScriptedSmtp server = startTls();
        server.answer(command, server.hang());
        Notifier notifier = notifier(server, Tls.STARTTLS, LONG, ONE);

        assertThat(notifier.deliver(SampleAlerts.opened())).isPresent();

        server.answer("MAIL", lastLine("554 5.7.1 no"));
        assertThat(failureOf(notifier).reason()).isEqualTo(Reason.REJECTED);
    }

    @Test
    void a_server_with_another_protocol_is_broken() throws Exception {
        ScriptedSmtp server = startTls().answer("", lastLine("HTTP/1.1 400 Bad Request\n\nno"));

        DeliveryException failure = failureOf(notifier(server, Tls.STARTTLS, LONG, ONE));

        assertFailure(failure, Reason.BROKEN, "does not speak SMTP: check host, port and tls");
    }

    @Test
    void an_unknown_host_is_unreachable() throws Exception {
        // No host has a name with so many letters, and no DNS is asked for it.
        String host = "m".repeat(64) + ".invalid";
        EmailConfig config = new EmailConfig(
                host,
                Optional.empty(),
                Tls.STARTTLS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "a@example.org",
                List.of(ONE));

        DeliveryException failure = failureOf(notifier(config, identity(), LONG));

        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure).hasMessage(host + ":587: the host name is not known here: check host and the DNS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "."})
    void every_code_at_every_command_decides_whether_to_retry(String command) throws Exception {
        for (int code : new int[] {421, 454, 500, 554}) {
            ScriptedSmtp server = startTls().answer(command, lastLine(code + " no: " + secrets()));
            if (command.equals("EHLO")) {
                server.answer("HELO", lastLine(code + " no"));
            }

            DeliveryException failure = failureOf(notifier(server, Tls.STARTTLS, LONG, ONE));

            assertThat(failure.isRetryable())
                    .as(code + ": " + failure.getMessage())
                    .isEqualTo(code < 500);
            assertThat(failure).hasMessageContaining(Integer.toString(code));
        }
    }

    @Test
    void an_answer_with_an_unexpected_code_is_broken() throws Exception {
        Map<String, String> answers =
                Map.of("MAIL", "251 what", "RCPT", "354 what", "DATA", "250 what", ".", "354 what", "AUTH", "334 what");
        for (Map.Entry<String, String> answer : answers.entrySet()) {
            ScriptedSmtp server = startTls().answer(answer.getKey(), lastLine(answer.getValue()));

            assertThat(failureOf(notifier(server, Tls.STARTTLS, LONG, ONE)).reason())
                    .as(answer.toString())
                    .isEqualTo(Reason.BROKEN);
        }
    }

    /** RFC 5321, section 4.2: the first digit decides. */
    @Test
    void a_message_accepted_with_another_code_is_delivered() throws Exception {
        ScriptedSmtp server = startTls().answer(".", lastLine("251 queued"));

        assertThatNoException()
                .isThrownBy(() -> notifier(server, Tls.STARTTLS, LONG, ONE).deliver(SampleAlerts.opened()));
    }

    @Test
    void an_unsupported_sign_in_is_reported() throws Exception {
        ScriptedSmtp server = startTls().offering("AUTH DIGEST-MD5 NTLM XOAUTH2");

        DeliveryException failure = failureOf(notifier(server, Tls.STARTTLS, LONG, ONE));

        assertFailure(failure, Reason.REJECTED, "neither PLAIN nor LOGIN");
    }

    @Test
    void a_refused_recipient_is_logged_once_and_the_others_get_it() throws Exception {
        ScriptedSmtp server = startTls().answer("RCPT TO:<" + TWO, "550 5.1.1 no such user, " + secrets());
        Notifier notifier = notifier(server, Tls.STARTTLS, LONG, ONE, TWO, THREE);
        try (CapturedLog log = new CapturedLog(EmailNotifier.class.getName(), Level.INFO)) {
            notifier.deliver(SampleAlerts.opened());
            notifier.deliver(SampleAlerts.opened());
            server.answerAsUsual("RCPT TO:<" + TWO);
            notifier.deliver(SampleAlerts.opened());

            assertThat(server.taken())
                    .extracting(Taken::to)
                    .containsExactly(List.of(ONE, THREE), List.of(ONE, THREE), List.of(ONE, TWO, THREE));
            assertThat(log.events())
                    // Other tests deliver meanwhile.
                    .filteredOn(event ->
                            event.getThreadName().equals(Thread.currentThread().getName()))
                    .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
                    .containsExactly("ERROR localhost:" + server.port()
                            + " refuses two@example.org (550 5.1.1): the mailbox does"
                            + " not exist, is full or disabled, or the server does not relay to it from here:"
                            + " check to, or allow it there. The other recipients get the message.");
        }
    }

    @Test
    void a_test_fails_for_a_refused_recipient() throws Exception {
        ScriptedSmtp server = startTls().answer("RCPT TO:<" + TWO, "550 5.1.1 no such user");
        Notifier notifier = notifier(server, Tls.STARTTLS, LONG, ONE, TWO);

        assertThatThrownBy(() -> notifier.deliver(
                        SampleAlerts.notification(NotifyReason.OPENED, SampleAlerts.saying("TEST: a sample", 1))))
                .hasMessageContaining("refuses two@example.org (550 5.1.1)");
    }

    @Test
    void a_message_refused_for_every_recipient_is_rejected() throws Exception {
        ScriptedSmtp server = startTls().answer("RCPT", "550 5.1.1 no such user");

        String both = "refuses one@example.org (550 5.1.1), two@example.org (550 5.1.1): the mailbox does";
        assertFailure(failureOf(notifier(server, Tls.STARTTLS, LONG, ONE, TWO)), Reason.REJECTED, both);
    }

    @Test
    void a_deferred_recipient_gets_the_message_later_and_nobody_twice() throws Exception {
        ScriptedSmtp server = startTls().answer("RCPT TO:<" + TWO, "450 4.7.1 greylisted");
        Notifier notifier = notifier(server, Tls.STARTTLS, LONG, ONE, TWO, THREE);

        DeliveryException failure = failureOf(notifier);

        // A temporary failure would delay messages about other alerts.
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure)
                .hasMessageContaining("refuses two@example.org (450 4.7.1): it asks to retry later")
                .hasMessageNotContaining(ONE);
        server.answerAsUsual("RCPT TO:<" + TWO);
        // Later the same message has another text.
        Optional<String> handle =
                notifier.deliver(SampleAlerts.notification(NotifyReason.OPENED, SampleAlerts.ended()));

        assertThat(server.taken()).extracting(Taken::to).containsExactly(List.of(ONE, THREE), List.of(TWO));
        assertThat(server.taken())
                .extracting(Taken::message)
                .allMatch(message -> message.contains(handle.orElseThrow()));
    }

    @Test
    void a_recipient_that_is_deferred_again_keeps_no_message_from_the_others() throws Exception {
        ScriptedSmtp server = startTls().answer("RCPT TO:<" + TWO, "452 4.2.2 full");
        Notifier notifier = notifier(server, Tls.STARTTLS, LONG, ONE, TWO);

        failureOf(notifier);
        for (Notification next : List.of(
                SampleAlerts.opened(), SampleAlerts.notification(NotifyReason.RESOLVED, SampleAlerts.ended()))) {
            assertThat(notifier.deliver(next)).isPresent();
        }
        server.answerAsUsual("RCPT TO:<" + TWO);
        notifier.deliver(SampleAlerts.opened());
        server.answer("RCPT TO:<" + TWO, "452 4.2.2 full");
        failureOf(notifier);

        assertThat(server.taken())
                .extracting(Taken::to)
                .containsExactly(List.of(ONE), List.of(ONE), List.of(ONE, TWO), List.of(ONE));
    }

    @Test
    void a_new_message_goes_to_every_recipient_despite_a_deferral() throws Exception {
        ScriptedSmtp server = startTls();
        Notifier notifier = notifier(server, Tls.STARTTLS, LONG, ONE, TWO);
        Alert grown = SampleAlerts.regenerate("school", "physics", "chemistry");
        Alert failsAgain = SavedForm.changed(
                SampleAlerts.opened().alert(),
                Alert.class,
                json -> ((ObjectNode) json)
                        .set("caseIds", JsonNodeFactory.instance.arrayNode().add("later")));

        for (Notification next : List.of(
                SampleAlerts.first(grown, SampleAlerts.BEGAN.plusSeconds(120)),
                SampleAlerts.first(failsAgain, SampleAlerts.BEGAN.plusSeconds(120)))) {
            server.answer("RCPT TO:<" + TWO, "450 4.7.1 greylisted");
            failureOf(notifier);
            server.answerAsUsual("RCPT TO:<" + TWO);
            notifier.deliver(next);
        }

        assertThat(server.taken())
                .extracting(Taken::to)
                .containsExactly(List.of(ONE), List.of(ONE, TWO), List.of(ONE), List.of(ONE, TWO));
    }

    @Test
    void what_an_ended_alert_still_needed_is_forgotten_after_a_week() throws Exception {
        ScriptedSmtp server = startTls().answer("RCPT TO:<" + TWO, "450 4.7.1 greylisted");
        Notifier notifier = notifier(server, Tls.STARTTLS, LONG, ONE, TWO);
        Notification opened = SampleAlerts.opened();
        Alert later = SampleAlerts.alert(Remedy.IDENTIFY, Severity.WARNING, "firm", "lab");
        Notification weekLater = SampleAlerts.first(later, opened.at().plus(Duration.ofDays(8)));

        for (Notification each : List.of(opened, weekLater, opened)) {
            assertThatThrownBy(() -> notifier.deliver(each)).isInstanceOf(DeliveryException.class);
        }

        assertThat(server.taken())
                .extracting(Taken::to)
                .containsOnly(List.of(ONE))
                .hasSize(3);
    }

    @Test
    void a_refused_recipient_does_not_delay_a_deferred_one() throws Exception {
        ScriptedSmtp server =
                startTls().answer("RCPT TO:<" + ONE, "550 5.1.1 no").answer("RCPT TO:<" + TWO, "451 4.3.0 later");
        Notifier notifier = notifier(server, Tls.STARTTLS, LONG, ONE, TWO);

        assertThat(failureOf(notifier).reason()).isEqualTo(Reason.UNAVAILABLE);

        server.answerAsUsual("RCPT TO:<" + TWO);
        assertThat(notifier.deliver(SampleAlerts.opened())).isPresent();
        assertThat(server.taken()).extracting(Taken::to).containsExactly(List.of(TWO));
    }

    @Test
    void no_secret_is_logged_at_any_level() throws Exception {
        ScriptedSmtp server = startTls().offering("AUTH LOGIN");
        Thread client = Thread.currentThread();
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        StreamHandler handler = new StreamHandler(logged, new XMLFormatter());
        handler.setFilter(entry -> Thread.currentThread() == client);
        handler.setLevel(java.util.logging.Level.ALL);
        java.util.logging.Logger all = java.util.logging.Logger.getLogger("");
        java.util.logging.Level before = all.getLevel();
        all.setLevel(java.util.logging.Level.ALL);
        all.addHandler(handler);
        try {
            notifier(server, Tls.STARTTLS, LONG, ONE).deliver(SampleAlerts.opened());
            server.offering("AUTH PLAIN").answer("AUTH", "535 5.7.8 no");
            failureOf(notifier(server, Tls.STARTTLS, LONG, ONE));
        } finally {
            all.removeHandler(handler);
            handler.close();
            all.setLevel(before);
        }

        assertThat(logged.toString(StandardCharsets.UTF_8))
                .contains("STARTTLS", "AUTH LOGIN", "AUTH PLAIN")
                .doesNotContain(ScriptedSmtp.PASSWORD, "s3cretS3cret", PLAIN_SIGN_IN, LOGIN_PASSWORD);
    }

    private static void assertFailure(DeliveryException failure, Reason reason, String words) {
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        assertThat(failure).hasMessageContaining(words);
    }

    private ScriptedSmtp startTls() throws IOException {
        return serve(ScriptedSmtp.startTls(identity().server()));
    }

    private ScriptedSmtp serve(ScriptedSmtp server) {
        servers.add(server);
        return server;
    }

    private static Identity identity() {
        return identity("a good one");
    }

    private static Identity identity(String which) {
        return requireNonNull(IDENTITIES.get(which));
    }

    private static Notifier notifier(ScriptedSmtp server, Tls tls, Duration timeout, String... to) throws IOException {
        return notifier(config(server.port(), tls, true, to), identity(), timeout);
    }

    private static Notifier notifier(EmailConfig config, Identity trusted, Duration timeout) throws IOException {
        return new EmailNotifier(
                config, Trust.including(Optional.of(trusted.pem())), timeout, ZoneId.of("Europe/Zurich"));
    }

    private static EmailConfig config(int port, Tls tls, boolean signsIn, String... to) {
        return new EmailConfig(
                "localhost",
                Optional.of(port),
                tls,
                Optional.of(ScriptedSmtp.USERNAME).filter(name -> signsIn),
                Optional.of(new Secret(ScriptedSmtp.PASSWORD)).filter(password -> signsIn),
                Optional.empty(),
                "depwatch <depwatch@example.org>",
                List.of(to));
    }

    /** The first word of each command. */
    private static List<String> verbs(List<String> commands) {
        return commands.stream().map(command -> command.split("[ :]", 2)[0]).toList();
    }
}
