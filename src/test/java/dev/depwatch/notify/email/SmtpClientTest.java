package dev.depwatch.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.config.Secret;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.email.EmailConfig.Tls;
import dev.depwatch.notify.email.SmtpSession.Phase;
import jakarta.mail.Session;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpClientTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            A server that closes has a temporary error.             | CONNECT   | 421 bye         | UNAVAILABLE  | retry later
            A greylist asks for a retry.                             | RECIPIENT | 450 4.7.1 grey  | UNAVAILABLE  | retry later
            A local error is a temporary error.                      | MESSAGE   | 451 4.3.0 disk  | UNAVAILABLE  | see the server's log
            A rate limit asks for a retry.                           | MESSAGE   | 451 4.7.500 q   | UNAVAILABLE  | retry later
            A full disk is a temporary error.                        | SENDER    | 452 4.3.1 full  | UNAVAILABLE  | see the server's log
            A sign-in that cannot be checked is a temporary error.   | AUTH      | 454 4.3.0 ldap  | UNAVAILABLE  | see the server's log
            A server rejects the host in the greeting.               | CONNECT   | 554 5.7.1 no    | REJECTED     | accepts no mail from this host
            A server rejects the host after EHLO.                    | HELLO     | 550 no          | REJECTED     | accepts no mail from this host
            A server may refuse to encrypt.                          | TLS       | 502 what        | REJECTED     | tls: implicit
            A wrong password.                                        | AUTH      | 535 5.7.8 no    | REJECTED     | check username and passwordFile
            A wrong password without an enhanced code.               | AUTH      | 535 no          | REJECTED     | check username and passwordFile
            Microsoft 365 does not let the account send by SMTP.     | AUTH      | 535 5.7.139 no  | REJECTED     | the mailbox and its organisation allow SMTP AUTH
            Microsoft 365 takes no password any more.                | AUTH      | 550 5.7.30 no   | REJECTED     | takes no password
            A password of the wrong kind.                            | AUTH      | 534 5.7.9 no    | REJECTED     | one for applications
            An account that must not send.                           | SENDER    | 550 5.7.60 no   | REJECTED     | send as a@example.org: check from
            A sender that is not the account's.                      | SENDER    | 553 5.7.1 no    | REJECTED     | send as a@example.org: check from
            A sign-in is required despite one: the port is wrong.    | SENDER    | 530 5.7.0 auth  | REJECTED     | its port for submission
            A missing mailbox.                                       | RECIPIENT | 550 5.1.1 no    | REJECTED     | the mailbox does not exist
            A relay that does not relay.                             | RECIPIENT | 554 5.7.1 relay | REJECTED     | check to, or allow it there
            A full mailbox.                                          | RECIPIENT | 552 5.2.2 full  | REJECTED     | full or disabled
            A size that is too large when it is announced.           | SENDER    | 552 5.3.4 big   | REJECTED     | exceeds its size limit
            A message that is too large.                             | MESSAGE   | 552 big         | REJECTED     | exceeds its size limit
            A message that looks like spam.                          | MESSAGE   | 554 5.7.1 spam  | REJECTED     | Allow messages from a@example.org
            A message that is refused without a reason.              | DATA      | 554             | REJECTED     | Allow messages from a@example.org
            """)
    void every_answer_has_a_meaning_and_an_action(String rule, Phase phase, String answer, Reason kind, String advice) {
        Reply reply = reply(answer);
        DeliveryException refusal = client().refusal(phase, reply);

        assertThat(refusal.reason()).as(rule).isEqualTo(kind);
        assertThat(refusal)
                .as(rule)
                .hasMessageStartingWith("mail.example.org:587 answers " + reply + " " + phase.phrase() + ": ")
                .hasMessageContaining(advice);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            550 5.1.1 no such user <a@b> 4711 | 550 5.1.1
            550-5.7.26 first line              | 550 5.7.26
            550 no such user 5.1.1             | 550
            550 5.1.1.1.1                      | 550 5.1.1
            550 5.1.1234                       | 550
            550                                | 550
            550 \u202E                         | 550
            """)
    void only_the_codes_of_an_answer_are_kept(String answer, String kept) {
        assertThat(reply(answer)).hasToString(kept);
    }

    private static Reply reply(String answer) {
        return Reply.of(Integer.parseInt(answer.substring(0, 3)), answer);
    }

    private static SmtpClient client() {
        EmailConfig config = new EmailConfig(
                "mail.example.org",
                Optional.empty(),
                Tls.STARTTLS,
                Optional.of("user"),
                Optional.of(new Secret("x")),
                Optional.empty(),
                "a@example.org",
                List.of("b@example.org"));
        return new SmtpClient(config, EmailNotifier.TIMEOUT, Session.getInstance(new Properties()));
    }
}
