using AkkaJobs.Cmd;

return await Pbm.RunAsync(args);
