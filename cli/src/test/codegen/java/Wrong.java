import com.acme.jobs.Kinds;
import java.util.List;

final class Wrong {
    static final Kinds.SendEmail EMAIL = new Kinds.SendEmail(List.of(), 7, new Kinds.SendEmail.Body(""));
}
