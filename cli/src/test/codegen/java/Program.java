import com.acme.jobs.Kinds;
import com.acme.jobs.Kinds.BillingChargeOrder;
import com.acme.jobs.Kinds.SendEmail;
import com.acme.jobs.Kinds.Tree;
import dev.awa.client.AwaClient;
import dev.awa.client.AwaException;
import dev.awa.client.InsertOptions;
import dev.awa.client.InsertResult;
import dev.awa.client.JobKind;
import dev.awa.client.JsonCodec;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.postgresql.ds.PGSimpleDataSource;

/** Enqueues the jobs of jobs.json as the records that were generated, and reads them as a worker would. */
final class Program {

    private static final Consumer<InsertOptions> OPTIONS = o -> o.tags("java").validate();

    private final AwaClient awa;

    private Program(AwaClient awa) {
        this.awa = awa;
    }

    public static void main(String[] args) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl("jdbc:" + System.getenv("DATABASE_URL"));
        new Program(AwaClient.create(database)).run();
    }

    private void run() {
        enqueue(SendEmail.KIND, new SendEmail(List.of("a@example.com", "b@example.com"), "\"Hällo\" \\ 漢字", new SendEmail.Body("t").withHtml("<p>"))
                .withPriority(SendEmail.Priority.VERY_HIGH)
                .withSendAfter(OffsetDateTime.parse("2030-01-31T08:00:00Z"))
                .withReplyTo("c@example.com")
                .withHeaders(Map.of("X-A", "1"))
                .withAttachments(List.of(
                        new SendEmail.AttachmentsItem("a.txt", 12345678901L),
                        new SendEmail.AttachmentsItem("b.txt", 0).withInline(true))));
        enqueue(SendEmail.KIND, new SendEmail(List.of("a@example.com"), "", new SendEmail.Body("t")));
        enqueue(BillingChargeOrder.KIND, new BillingChargeOrder(
                        7,
                        12.5,
                        new BillingChargeOrder.Customer("Ada").withGroudfe(BillingChargeOrder.CustomerGroudfe.XL),
                        null,
                        BillingChargeOrder.Currency.EUR,
                        List.of(new BillingChargeOrder.LinesItem(new BillingChargeOrder.LinesItemPrice(1250))
                                .withList(List.of(Arrays.asList(1.5, null), List.of()))),
                        Map.of("any", Arrays.asList(1, null, "x")))
                .withClass("first")
                .withHashCode(1L)
                .withUserId(UUID.fromString("6f1c7a4e-7b0a-4c2f-9a51-0e8d2f6a1b3c"))
                .withDue(LocalDate.of(2030, 2, 28))
                .withShipTo(new BillingChargeOrder.Customer("Bob")));
        enqueue(Tree.KIND, new Tree("root", List.of(new Tree("leaf", List.of()))).withLeft(new Tree("left", List.of())));
        enqueue(Kinds.StringArgs.KIND, new Kinds.StringArgs("text"));
        enqueue(Kinds.ListArgs.KIND, new Kinds.ListArgs(List.of(1L, 2L, 3L)));
        enqueue(Kinds.Insert.KIND, new Kinds.Insert());
        enqueue(Kinds.Insert.KIND, new Kinds.Insert().withDryRun(false).withInsert(new Kinds.Insert.InsertPart().withValue(List.of(1))));
        enqueue(Kinds.Anything.KIND, new Kinds.Anything(Map.of("a", Arrays.asList(1, null))));

        refuse(Kinds.Insert.KIND, new Kinds.Insert().withLimit(0L));
        refuse(Kinds.StringArgs.KIND, new Kinds.StringArgs(""));
    }

    private <A> void enqueue(JobKind<A> kind, A args) {
        InsertResult result = awa.insert(kind, args, OPTIONS);
        String stored = awa.getJob(result.id()).orElseThrow().args();
        A read = kind.decode(stored, JsonCodec.standard());
        if (!read.equals(args)) {
            throw new AssertionError(args + " came back as " + read);
        }
    }

    private <A> void refuse(JobKind<A> kind, A args) {
        try {
            awa.insert(kind, args, OPTIONS);
        } catch (AwaException.InvalidArgs e) {
            return;
        }
        throw new AssertionError(args + " were taken");
    }
}
