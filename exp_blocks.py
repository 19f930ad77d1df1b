from panel import *
import ntk_nb.tables.threshold_holes as th, ntk_nb.tables.threshold_rows as tr
import sys
def try_(name, pattern, patch):
    h=holes(name,pattern,1); f=table(name); 
    old=th.DescribedTable.learn
    if patch:
        def learn(self,Y,observed):
            old(self,Y,observed)
            first=[g[0] for g in self.groups]; miss=~observed[:,first]
            self.partners0=self.partners
            new=[]
            for j,some in enumerate(self.partners):
                m=miss[:,j]
                share=np.array([observed[m,first[d]].mean() if m.any() else 1 for d in some])
                kept=some[share>.05]
                new.append(kept if len(kept) else some)
            self.partners=new
            self.targets=[j for j in self.targets if len(self.partners[j])]
        th.DescribedTable.learn=learn
        oldn=th.FilledTwice.needs_more
        src=None
        def needs(self,targets):
            if not targets: return False
            errors = np.array([(th.second_setting(self, j)[0].error, self.setting(j)[0].error) for j in targets[::1 + len(targets) // 4]])
            return float(np.mean(errors[:,0]>=th._MUCH*errors[:,1]))<.5
        th.FilledTwice.needs_more=needs
    t=time.process_time(); c=complete(f.mask(h),progress=False); t=time.process_time()-t
    if patch: th.DescribedTable.learn=old; th.FilledTwice.needs_more=oldn
    e=scores(f,c.filled,h); r=read((name,pattern,1,"forest"))
    base=read((name,pattern,1,"complete")) or {"rmse":np.nan,"told / true":np.nan,"cpu":np.nan}
    m=c._table.route.model
    print(name,pattern,"patched" if patch else "as is","ratio %.3f (was %.3f) told/true %.2f (%.2f) cpu %.1f (%.1f) twice %s"%(e["rmse"]/r["rmse"],base["rmse"]/r["rmse"],told_over_true(c,f,h),base["told / true"],t,base["cpu"],m.twice),flush=True)
    return c,e
if __name__=="__main__":
    os.environ["DIGEST"]
    for name in sys.argv[1:]:
        try_(name,"blocks",True)
