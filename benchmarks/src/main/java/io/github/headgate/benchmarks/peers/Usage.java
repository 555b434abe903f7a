package io.github.headgate.benchmarks.peers;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this process has used so far: all of its threads, the compiler's and the collector's too.
 *
 * @param processor in nanoseconds
 * @param allocated in bytes
 */
record Usage(long processor, long allocated) {

    private static final OperatingSystemMXBean SYSTEM = ManagementFactory
            .getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    static Usage now() {
        return new Usage(SYSTEM.getProcessCpuTime(), allocation());
    }

    Usage since(Usage before) {
        return new Usage(processor - before.processor, allocated - before.allocated);
    }

    /** The whole where the JDK counts it, from 21 on; else that of the threads that live. */
    private static long allocation() {
        try {
            return (long) ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("java.lang:type=Threading"), "TotalThreadAllocatedBytes");
        } catch (AttributeNotFoundException e) {
            return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                    .filter(bytes -> bytes > 0)
                    .sum();
        } catch (JMException e) {
            throw new IllegalStateException("the JVM does not tell what it allocates", e);
        }
    }
}
