// KernelTransport
